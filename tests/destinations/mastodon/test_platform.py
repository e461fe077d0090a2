"""Mastodon: the contract, and what is special about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fsp.destinations.contract import Post
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings
from fsp.destinations.mastodon.platform import MastodonPlatform
from fsp.errors import AnswerLost, InconclusiveLookup, PermanentFailure, RateLimited, ServiceUnavailable
from testbed.platforms.mastodon import MastodonServer
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import Heeded, image, post, tools


def platform(server: MastodonServer, **settings: Any) -> MastodonPlatform:
    return connected(server, MastodonSettings(server=server.url, **settings))


def connected(server: MastodonServer, settings: MastodonSettings, **changes: Any) -> MastodonPlatform:
    connected_platform = MastodonPlatform(settings, MastodonCredentials(token=server.token), tools(**changes))
    connected_platform.pause = lambda _seconds: None
    return connected_platform


@pytest.fixture
def server() -> Iterator[MastodonServer]:
    with MastodonServer().running() as running:
        yield running


def edit_by_hand(server: PlatformServer, post_id: str) -> None:
    server.posts[post_id]["content"] = "<p>Sold out.</p>"


def delete_by_hand(server: PlatformServer, post_id: str) -> None:
    del server.posts[post_id]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    assert isinstance(server, MastodonServer)
    server.add({"status": post.text}, application="Web")


class TestContract(PlatformContract):
    @pytest.fixture
    def subject(self, server: MastodonServer) -> Subject:
        return Subject(
            server,
            lambda tools: MastodonPlatform(
                MastodonSettings(server=server.url), MastodonCredentials(token=server.token), tools
            ),
            creates="POST /api/v1/statuses",
            secrets=(server.token,),
            edit_by_hand=edit_by_hand,
            delete_by_hand=delete_by_hand,
            add_look_alike=add_look_alike,
            text_of_length=lambda length: f"https://garden.example/a-long-address {'é' * (length - 24)}",
        )


def test_a_repeated_create_is_harmless_for_an_hour(server: MastodonServer) -> None:
    server.fail_next("cut-after", on="POST /api/v1/statuses")
    with pytest.raises(AnswerLost):
        platform(server).create(post())

    sent = platform(server).create(post())

    assert server.created == [sent.external_id]


def test_a_status_is_found_after_the_hour_of_its_key(server: MastodonServer) -> None:
    sent = platform(server).create(post())
    server.now += timedelta(hours=5)

    match = platform(server).find(replace(post(), text=f"New title\n\n{post().canonical_url}"))

    assert match
    assert match.external_id == sent.external_id


def test_an_earlier_status_of_the_hour_gets_the_text_of_today(server: MastodonServer) -> None:
    platform(server).create(post(text="Old\n\nhttps://garden.example/raised-beds/"))

    platform(server).create(post())

    [status] = server.posts.values()
    assert "Raised beds" in status["content"]


def test_a_status_deleted_within_the_hour_is_created_again(server: MastodonServer) -> None:
    sent = platform(server).create(post())
    platform(server).remove(sent.external_id)

    again = platform(server).create(post())

    assert again.external_id != sent.external_id
    assert list(server.posts) == [again.external_id]


def test_a_boost_or_a_reply_is_not_the_post(server: MastodonServer) -> None:
    sent = platform(server).create(post())
    server.posts[sent.external_id]["in_reply_to_id"] = "5"

    assert platform(server).find(post()) is None


def test_a_post_without_address_is_found_by_its_text(server: MastodonServer) -> None:
    without = post(canonical_url="", text="A word to @bob@other.example & all: <3")
    sent = platform(server).create(without)

    match = platform(server).find(without)

    assert match
    assert match.external_id == sent.external_id


def test_two_statuses_that_fit_ask_for_a_person(server: MastodonServer) -> None:
    for words in ("One", "Two"):
        server.add({"status": f"{words} https://garden.example/raised-beds/"}, application="FSP")

    with pytest.raises(PermanentFailure, match="2 statuses of this account fit the post"):
        platform(server).find(post())


def test_a_server_that_does_not_name_the_own_program_cannot_tell(server: MastodonServer) -> None:
    server.fail_next(404, count=2, on="GET /api/v1/apps/verify_credentials")
    assert platform(server).find(post()) is None
    server.add({"status": "One https://garden.example/raised-beds/"}, application="FSP")

    with pytest.raises(InconclusiveLookup, match="does not show"):
        platform(server).find(post())


def test_a_server_that_hides_who_wrote_a_status_that_fits_cannot_tell(server: MastodonServer) -> None:
    server.add({"status": "One https://garden.example/raised-beds/"}, application="")

    with pytest.raises(InconclusiveLookup, match="does not show whether FSP wrote"):
        platform(server).find(post())


def test_a_text_without_an_address_that_may_have_changed_cannot_be_told(server: MastodonServer) -> None:
    with pytest.raises(InconclusiveLookup, match="The text has no address"):
        platform(server).find(replace(post(), text="Raised beds"))


def test_a_status_is_found_beyond_the_first_page(server: MastodonServer) -> None:
    sent = platform(server).create(post())
    for number in range(90):
        server.add({"status": f"Note {number}"}, application="Web")

    match = platform(server).find(post())

    assert match
    assert match.external_id == sent.external_id


def test_images_have_their_alt_text_and_wait_until_they_are_ready(server: MastodonServer) -> None:
    server.polls_until_ready = 3

    platform(server).create(post(cover=image("cover.png", alt="The garden"), images=(image(),)))

    [status] = server.posts.values()
    assert [media["description"] for media in status["media_attachments"]] == ["The garden", "Raised beds in May"]
    assert all(upload["focus"] == "0.0,0.0" for upload in server.uploads.values())


def test_an_image_that_is_never_ready_is_tried_later_and_not_uploaded_twice(server: MastodonServer) -> None:
    server.polls_until_ready = 25
    account = connected(server, MastodonSettings(server=server.url))
    with pytest.raises(ServiceUnavailable, match="converting"):
        account.create(post(images=(image(),)))

    account.create(post(images=(image(),)))

    assert len(server.uploads) == 1
    assert len(server.created) == 1


def test_an_image_that_the_server_forgot_is_uploaded_again(server: MastodonServer) -> None:
    account = connected(server, MastodonSettings(server=server.url))
    server.fail_next("cut-before", on="POST /api/v1/statuses")
    with pytest.raises(AnswerLost):
        account.create(post(images=(image(),)))
    server.uploads.clear()

    account.create(post(images=(image(),)))

    assert len(server.uploads) == 1


def test_an_edit_keeps_images_that_the_status_has(server: MastodonServer) -> None:
    account = connected(server, MastodonSettings(server=server.url))
    sent = account.create(post(images=(image(),)))

    account.update(post(images=(image(), image("second.png"))), sent.external_id)

    assert len(server.sent("POST /api/v2/media")) == 2
    assert len(server.posts[sent.external_id]["media_attachments"]) == 2


def test_four_images_at_the_most_are_attached(server: MastodonServer) -> None:
    platform(server).create(post(images=tuple(image(f"{number}.png") for number in range(6))))

    assert len(server.uploads) == 4


def test_settings_become_visibility_warning_language_and_sensitivity(server: MastodonServer) -> None:
    platform(server, visibility="unlisted", content_warning="Food").create(post(language="de-AT"))

    [status] = server.posts.values()
    assert (status["visibility"], status["spoiler_text"], status["sensitive"], status["language"]) == (
        "unlisted",
        "Food",
        True,
        "de",
    )


def test_a_content_warning_counts_to_the_limit(server: MastodonServer) -> None:
    account = platform(server, content_warning="Food")

    assert account.abilities.max_length == 496


def test_a_rate_limit_waits_for_the_reset_that_mastodon_names(server: MastodonServer) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-30T12:05:00.000000Z"}
    server.fail_next(429, headers=headers, on="POST /api/v1/statuses")
    heeded = Heeded()

    with pytest.raises(RateLimited) as raised:
        connected(server, MastodonSettings(server=server.url), heed=heeded).create(post())

    assert raised.value.retry_after_seconds == 300
    assert heeded.responses[-1]["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize(("scope", "name"), [("write:statuses", "May publish"), ("write:media", "May upload")])
def test_a_check_names_the_missing_scope(server: MastodonServer, scope: str, name: str) -> None:
    server.scopes.discard(scope)

    [failed] = [result for result in platform(server).check() if not result.is_ok]

    assert failed.name == name
    assert scope in failed.fix


def test_a_check_names_a_limit_that_differs_from_the_server(server: MastodonServer) -> None:
    server.max_characters, server.link_characters = 300, 0

    results = platform(server).check()

    assert results[0].fix == 'Set "Maximum characters" to 300.'


def test_a_server_is_entered_as_a_name_or_an_address() -> None:
    assert MastodonSettings(server="mastodon.social").server == "https://mastodon.social"
    assert MastodonSettings(server="https://garden.social/@ada").server == "https://garden.social"
