"""The contract that every platform fulfils, against its loopback server.

A platform's test module subclasses `PlatformContract` and returns a `Subject` from its fixture `subject`:

    class TestNotesContract(PlatformContract):
        @pytest.fixture
        def subject(self) -> Iterator[Subject]:
            with NotesServer().running() as server:
                yield Subject(server, lambda tools: Notes(settings, credentials, tools), creates="POST /notes")
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import pytest

from fsp.destinations.contract import CheckResult, Platform, Post, Sent, Tools
from fsp.destinations.taken_names import KnowsTakenNames
from fsp.errors import AnswerLost, FspError, PermanentFailure, RateLimited, RemoteGone, ServiceUnavailable
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import MemoryUploads, client, image, post, tools

SLOW_SECONDS = 1.5
"""More than any other request of a platform takes on a busy machine."""


@dataclass
class Subject:
    """A platform and its server. `creates` starts with the method and path of the request that creates a post."""

    server: PlatformServer
    make: Callable[[Tools], Platform]
    creates: str
    checks: str = ""
    """The requests of `check` that are given faults, as "METHOD /path"; empty for all."""
    secrets: tuple[str, ...] = ()
    """Secrets of the account, which no error shows."""
    edit_by_hand: Callable[[PlatformServer, str], None] | None = None
    """Changes the post with this external id on the server, as a person would."""
    delete_by_hand: Callable[[PlatformServer, str], None] | None = None
    add_look_alike: Callable[[PlatformServer, Post], None] | None = None
    """Adds a post that a person wrote: the same in all that a reader sees."""
    text_of_length: Callable[[int], str] | None = None
    """Returns a text that the platform's documentation counts as this long."""
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    seed: int = int(os.environ.get("FSP_SEED", "17"))
    """Chooses which answers are lost, and how."""
    lost_answers: int = int(os.environ.get("FSP_CUTS", "200"))
    """How many creates lose their answer in one test; fewer for a real server."""

    @property
    def platform(self) -> Platform:
        """Return the platform as a new process makes it, with the uploads of earlier ones."""
        return self.make(tools(uploads=self.uploads))


class PlatformContract:
    """The tests. None of them needs a clock or a network other than loopback."""

    @pytest.fixture
    def subject(self) -> Subject:
        raise NotImplementedError

    def test_a_post_is_created_once_with_its_address(self, subject: Subject) -> None:
        sent = subject.platform.create(post())

        assert sent.external_id
        assert sent.url.startswith(("http://", "https://", "file://"))
        assert len(subject.server.created) == 1

    def test_a_post_that_was_never_sent_is_not_found(self, subject: Subject) -> None:
        assert subject.platform.find(post()) is None

    def test_a_created_post_is_found_by_another_process(self, subject: Subject) -> None:
        sent = subject.platform.create(post())

        if subject.platform.abilities.finds:
            assert _identity(subject.platform.find(post())) == _identity(sent)

    def test_a_created_post_is_found_after_its_text_was_edited(self, subject: Subject) -> None:
        sent = subject.platform.create(post())

        if subject.platform.abilities.finds:
            assert _identity(subject.platform.find(_edited())) == _identity(sent)

    def test_a_look_alike_is_not_adopted(self, subject: Subject) -> None:
        if subject.add_look_alike:
            subject.add_look_alike(subject.server, post())

        assert subject.platform.find(post()) is None

    def test_a_name_that_another_post_has_is_known_before(self, subject: Subject) -> None:
        platform = subject.platform
        if not isinstance(platform, KnowsTakenNames):
            return
        is_free = platform.taken_by(post())
        platform.create(_other())
        is_own = platform.taken_by(_other())
        if subject.add_look_alike:
            subject.add_look_alike(subject.server, post())
            count = len(subject.server.posts)
            assert platform.taken_by(post())
            assert len(subject.server.posts) == count

        assert (is_free, is_own) == ("", "")

    def test_another_post_is_not_adopted(self, subject: Subject) -> None:
        subject.platform.create(_other())

        assert subject.platform.find(post()) is None

    def test_an_answer_that_is_lost_after_the_work_is_found(self, subject: Subject) -> None:
        subject.server.fail_next("cut-after", on=subject.creates)

        with pytest.raises(AnswerLost):
            subject.platform.create(post())

        assert len(subject.server.created) == 1
        if subject.platform.abilities.finds:
            match = subject.platform.find(post())
            assert match
            assert match.external_id in subject.server.created[0] or subject.server.created[0] in match.external_id
            assert subject.platform.update(_edited(), match.external_id).external_id == match.external_id
        assert len(subject.server.posts) == 1

    def test_a_request_that_is_lost_before_the_work_is_not_found(self, subject: Subject) -> None:
        subject.server.fail_next("cut-before", on=subject.creates)

        with pytest.raises(AnswerLost):
            subject.platform.create(post())

        if subject.platform.abilities.finds:
            assert subject.platform.find(post()) is None
            subject.platform.create(post())
            assert len(subject.server.created) == 1

    def test_many_posts_whose_answers_are_lost_are_created_once(self, subject: Subject) -> None:
        if not subject.platform.abilities.finds:
            return
        randomness, platform = random.Random(subject.seed), subject.platform
        kinds: list[int | str] = ["cut-after", "cut-after", "cut-before", 502]
        for number in range(subject.lost_answers):
            kind = randomness.choice(kinds)
            subject.server.fail_next(kind, after=kind == 502, on=subject.creates)
            each = _numbered(number)
            try:
                platform.create(each)
            except AnswerLost:
                if platform.find(each) is None:
                    platform.create(each)

        assert subject.server.faults_left == 0
        assert len(subject.server.created) == len(set(subject.server.created)) == subject.lost_answers

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_an_error_of_the_server_after_the_work_leaves_the_result_open(self, subject: Subject, status: int) -> None:
        subject.server.fail_next(status, after=True, on=subject.creates)

        with pytest.raises(AnswerLost):
            subject.platform.create(post())

        if subject.platform.abilities.finds:
            assert subject.platform.find(post())

    def test_an_answer_that_takes_too_long_leaves_the_result_open(self, subject: Subject) -> None:
        subject.server.fail_next("slow", on=subject.creates)
        hasty = tools(http=client(total_seconds=SLOW_SECONDS), uploads=subject.uploads)

        with pytest.raises(AnswerLost):
            subject.make(hasty).create(post())

    def test_a_lost_request_before_the_create_leaves_nothing_open(self, subject: Subject) -> None:
        subject.platform.create(_pictured(0))
        lines = [f"{request.method} {request.path}" for request in subject.server.requests]
        first_create = next(at for at, line in enumerate(lines) if line.startswith(subject.creates))

        for number, line in enumerate(dict.fromkeys(lines[:first_create]), start=1):
            count = len(subject.server.created)
            subject.server.fail_next("cut-after", on=line)
            fault = _fault_of(partial(subject.make(tools()).create, _pictured(number)))
            assert not isinstance(fault, AnswerLost), line
            assert len(subject.server.created) == count + (fault is None), line

    def test_a_rate_limit_names_its_wait(self, subject: Subject) -> None:
        subject.server.fail_next(429, headers={"Retry-After": "286"}, on=subject.creates)

        with pytest.raises(RateLimited) as raised:
            subject.platform.create(post())

        assert raised.value.retry_after_seconds == 286
        assert subject.server.created == []

    @pytest.mark.parametrize("status", [400, 401, 403, 413, 422])
    def test_a_refusal_is_permanent(self, subject: Subject, status: int) -> None:
        subject.server.fail_next(status, on=subject.creates)

        with pytest.raises(PermanentFailure):
            subject.platform.create(post())

        assert subject.server.created == []

    def test_a_page_of_a_proxy_is_no_success(self, subject: Subject) -> None:
        subject.server.fail_next("html", on=subject.creates)

        with pytest.raises((PermanentFailure, AnswerLost)):
            subject.platform.create(post())

    def test_no_error_shows_a_secret(self, subject: Subject) -> None:
        for secret in subject.secrets:
            subject.server.fail_next(
                400, fields={"message": f"Authorization: Bearer {secret} is invalid"}, on=subject.creates
            )
            with pytest.raises(FspError) as raised:
                subject.platform.create(post())
            assert secret not in str(raised.value)

    def test_the_platform_holds_what_was_sent(self, subject: Subject) -> None:
        sent = subject.platform.create(post())

        if subject.platform.abilities.reads:
            remote = subject.platform.read(sent.external_id)
            assert remote
            assert sent.remote_hash
            assert (remote.url, remote.remote_hash) == (sent.url, sent.remote_hash)

    def test_an_edit_replaces_the_post_and_can_be_repeated(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if not subject.platform.abilities.updates:
            return

        edited = subject.platform.update(_edited(), sent.external_id)
        again = subject.platform.update(_edited(), sent.external_id)

        assert edited.remote_hash != sent.remote_hash
        assert _identity(again) == _identity(edited)
        assert again.external_id == sent.external_id
        assert len(subject.server.posts) == 1
        if subject.platform.abilities.reads:
            remote = subject.platform.read(sent.external_id)
            assert remote
            assert remote.remote_hash == again.remote_hash

    def test_a_lost_answer_to_an_edit_is_repeated_harmlessly(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if not subject.platform.abilities.updates:
            return

        subject.server.fail_next("cut-after")
        with pytest.raises(ServiceUnavailable):
            subject.platform.update(_edited(), sent.external_id)
        subject.platform.update(_edited(), sent.external_id)

        assert len(subject.server.posts) == 1

    def test_an_edit_of_a_post_that_is_gone_says_so(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if not (subject.platform.abilities.updates and subject.delete_by_hand):
            return

        subject.delete_by_hand(subject.server, sent.external_id)

        with pytest.raises(RemoteGone):
            subject.platform.update(_edited(), sent.external_id)
        assert subject.server.posts == {}

    def test_a_removal_can_be_repeated(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if not subject.platform.abilities.removes:
            return

        subject.platform.remove(sent.external_id)
        subject.platform.remove(sent.external_id)

        if subject.platform.abilities.reads:
            assert subject.platform.read(sent.external_id) is None

    def test_a_change_by_hand_is_seen_and_nothing_is_written(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if not (subject.platform.abilities.reads and subject.edit_by_hand):
            return
        subject.edit_by_hand(subject.server, sent.external_id)
        subject.server.requests.clear()

        remote = subject.platform.read(sent.external_id)

        assert remote
        assert remote.remote_hash != sent.remote_hash
        assert {request.method for request in subject.server.requests} <= {"GET", "HEAD"}

    def test_a_post_that_is_gone_is_read_as_none(self, subject: Subject) -> None:
        sent = subject.platform.create(post())
        if subject.platform.abilities.reads and subject.delete_by_hand:
            subject.delete_by_hand(subject.server, sent.external_id)

            assert subject.platform.read(sent.external_id) is None

    def test_a_text_at_the_limit_is_accepted_and_one_more_is_refused(self, subject: Subject) -> None:
        platform = subject.platform
        limit = platform.abilities.max_length
        if limit is None or subject.text_of_length is None:
            return
        longest, longer = subject.text_of_length(limit), subject.text_of_length(limit + 1)

        platform.create(post(text=longest))
        with pytest.raises(PermanentFailure):
            platform.create(_other(text=longer))

        assert platform.length(longest) == limit
        assert platform.length(longer) == limit + 1
        assert len(subject.server.created) == 1

    def test_a_check_of_a_good_account_is_fine_and_creates_nothing(self, subject: Subject) -> None:
        results = subject.platform.check()

        assert results
        assert [result for result in results if not result.is_ok] == []
        assert subject.server.created == []

    @pytest.mark.parametrize("kind", [401, 403, 404, 429, 500, 503, "html", "cut-before"])
    def test_a_check_names_each_fault_and_the_fix(self, subject: Subject, kind: int | str) -> None:
        subject.server.fail_next(kind, count=20, on=subject.checks)

        _assert_named(subject.platform.check())

    def test_a_check_names_a_server_that_is_down(self, subject: Subject) -> None:
        platform = subject.platform
        subject.server.stop()

        _assert_named(platform.check())


def _assert_named(results: list[CheckResult]) -> None:
    failed = [result for result in results if not result.is_ok]
    assert failed
    assert all(result.seen and result.fix for result in failed)


def _edited() -> Post:
    changed = post()
    return replace(
        changed,
        title="Raised beds, rebuilt",
        markdown="We rebuilt **four** raised beds.",
        html="<p>We rebuilt <strong>four</strong> raised beds.</p>",
        text="Raised beds, rebuilt\n\nhttps://garden.example/raised-beds/ #Garden",
    )


def _pictured(number: int) -> Post:
    beds, cover = image(f"beds-{number}.png"), image(f"cover-{number}.png")
    text = f'<p><img src="media:{beds.sha256}" alt="Beds"></p>'
    return replace(_numbered(number), html=text, images=(beds,), cover=cover)


def _fault_of(create: Callable[[], Sent]) -> FspError | None:
    try:
        create()
    except FspError as error:
        return error
    return None


def _other(text: str = "Compost\n\nhttps://garden.example/compost/ #Garden") -> Post:
    return post(
        key="item-8",
        item_id=8,
        slug="compost",
        title="Compost",
        markdown="Layers.",
        html="<p>Layers.</p>",
        text=text,
        canonical_url="https://garden.example/compost/",
    )


def _numbered(number: int) -> Post:
    return post(
        key=f"item-{number}",
        item_id=number,
        slug=f"raised-beds-{number}",
        title=f"Bed {number}",
        markdown=f"Bed number {number}.",
        html=f"<p>Bed number {number}.</p>",
        text=f"Bed {number}\n\nhttps://garden.example/raised-beds-{number}/",
        canonical_url=f"https://garden.example/raised-beds-{number}/",
    )


def _identity(sent: Sent | None) -> tuple[str, str, str] | None:
    return (sent.external_id, sent.url, sent.remote_hash) if sent else None
