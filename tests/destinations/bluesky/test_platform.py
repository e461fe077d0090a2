"""Bluesky: the contract, and what is special about it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from fsp.destinations.bluesky.account import Attachment, BlueskyCredentials, BlueskySettings
from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.bluesky.record_key import record_key
from fsp.destinations.contract import Post
from fsp.destinations.session_store import MemorySession
from fsp.errors import AnswerLost, PermanentFailure, RateLimited, RemoteGone
from testbed.platforms.bluesky import BlueskyServer
from testbed.platforms.messages import Request
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, post, tools

PUT = "POST /xrpc/com.atproto.repo.putRecord"
UPLOAD = "POST /xrpc/com.atproto.repo.uploadBlob"


def platform(server: BlueskyServer, attachment: Attachment = Attachment.CARD, **changes: Any) -> BlueskyPlatform:
    settings = BlueskySettings(handle=server.handle, service=server.url, attachment=attachment)
    credentials = BlueskyCredentials.model_validate({"app_password": server.password})
    return BlueskyPlatform(settings, credentials, tools(**changes))


@pytest.fixture
def server() -> Iterator[BlueskyServer]:
    with BlueskyServer().running() as running:
        yield running


def key_of(external_id: str) -> str:
    return external_id.rpartition("/")[2]


def edit_by_hand(server: PlatformServer, external_id: str) -> None:
    server.posts[key_of(external_id)]["cid"] = "bafyreiother"


def delete_by_hand(server: PlatformServer, external_id: str) -> None:
    del server.posts[key_of(external_id)]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    record = {"text": post.text, "createdAt": "2026-11-30T11:59:00.000Z"}
    server.posts["3n3iu2h5lzs26"] = {"uri": "at://x/y/3n3iu2h5lzs26", "cid": "bafyreihand", "value": record}


class TestContract(PlatformContract):
    @pytest.fixture
    def subject(self, server: BlueskyServer) -> Subject:
        session = MemorySession()
        settings = BlueskySettings(handle=server.handle, service=server.url)
        credentials = BlueskyCredentials.model_validate({"app_password": server.password})

        def make(plain: Any) -> BlueskyPlatform:
            return BlueskyPlatform(
                settings, credentials, tools(http=plain.http, uploads=plain.uploads, session=session)
            )

        return Subject(
            server,
            make,
            creates=PUT,
            secrets=(server.password, "eyJ0eXAi.access-1001.signature"),
            edit_by_hand=edit_by_hand,
            delete_by_hand=delete_by_hand,
            add_look_alike=add_look_alike,
            text_of_length=lambda length: "👩‍👩‍👧‍👦é각" + "é" * (length - 3),
        )


def test_every_attempt_writes_the_same_record_key(server: BlueskyServer) -> None:
    server.fail_next("cut-after", on=PUT)
    with pytest.raises(AnswerLost):
        platform(server).create(post())

    sent = platform(server).create(post(text="Edited in the meantime"))

    assert list(server.posts) == [key_of(sent.external_id)] == server.created
    assert server.posts[key_of(sent.external_id)]["value"]["text"] == "Edited in the meantime"


def test_a_record_key_has_the_form_of_a_timestamp_and_differs_for_each_post() -> None:
    keys = {record_key(f"fsp-{number}-1-0123456789") for number in range(5_000)}

    assert len(keys) == 5_000
    assert all(re.fullmatch("[234567abcdefghij][2-7a-z]{12}", key) for key in keys)


def test_the_address_is_that_of_the_web(server: BlueskyServer) -> None:
    sent = platform(server).create(post())

    assert sent.url == f"https://bsky.app/profile/{server.did}/post/{key_of(sent.external_id)}"


def test_a_session_is_shared_by_all_posts_and_processes(server: BlueskyServer) -> None:
    session = MemorySession()

    for number in range(40):
        platform(server, session=session).create(post(key=f"item-{number}"))

    assert server.logins == 1
    assert len(server.created) == 40


@pytest.mark.parametrize(("refresh_too", "logins", "refreshes"), [(False, 1, 1), (True, 2, 0)])
def test_a_session_that_ended_is_renewed_and_the_post_is_sent_once(
    server: BlueskyServer, refresh_too: bool, logins: int, refreshes: int
) -> None:
    session = MemorySession()
    platform(server, session=session).create(post())
    server.expire(refresh_too=refresh_too)

    platform(server, session=session).create(post(key="item-8"))

    assert (server.logins, server.refreshes, len(server.created)) == (logins, refreshes, 2)


def test_a_session_that_another_worker_renewed_is_used(server: BlueskyServer) -> None:
    first, other = MemorySession(), MemorySession()
    platform(server, session=first).check()
    old = first.text
    server.expire()
    platform(server, session=first).check()
    other.text = first.text

    class Racing(MemorySession):
        def load(self) -> str:
            text, self.text = self.text, other.text
            return text

    platform(server, session=Racing(old)).create(post())

    assert server.refreshes == 1


def test_another_password_does_not_use_the_old_session(server: BlueskyServer) -> None:
    session = MemorySession()
    platform(server, session=session).create(post())
    server.password = "new-pass-word-1234"

    platform(server, session=session).create(post(key="item-8"))

    assert server.logins == 2


def test_too_many_logins_wait_as_long_as_the_server_asks(server: BlueskyServer) -> None:
    server.logins = 30

    with pytest.raises(RateLimited) as raised:
        platform(server).create(post())

    assert raised.value.retry_after_seconds == 286


def test_an_upload_with_an_unreadable_token_renews_the_session(server: BlueskyServer) -> None:
    session = MemorySession()
    platform(server, session=session).check()
    server.expire()

    platform(server, session=session).create(post(cover=image()))

    assert server.refreshes == 1
    assert len(server.created) == 1


def test_links_and_hashtags_are_facets_in_bytes(server: BlueskyServer) -> None:
    text = "Bäume 🌳 (https://garden.example/bäume/). #Garten #2026 #堆肥"
    platform(server).create(post(text=text))

    [stored] = server.posts.values()
    marked = [
        text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for facet in stored["value"]["facets"]
    ]
    assert marked == ["https://garden.example/bäume/", "#Garten", "#堆肥"]
    assert [facet["features"][0].get("tag") for facet in stored["value"]["facets"]] == [None, "Garten", "堆肥"]


def test_a_card_has_the_link_and_the_cover(server: BlueskyServer) -> None:
    platform(server).create(post(cover=image("cover.png"), images=(image(),)))

    [stored] = server.posts.values()
    card = stored["value"]["embed"]["external"]
    assert (card["uri"], card["title"]) == ("https://garden.example/raised-beds/", "Raised beds")
    assert card["thumb"]["ref"]["$link"] in server.uploads
    assert len(server.uploads) == 1


def test_images_have_alt_text_and_aspect_ratio(server: BlueskyServer) -> None:
    images = tuple(image(f"{number}.png") for number in range(6))
    platform(server, Attachment.IMAGES).create(post(images=images))

    [stored] = server.posts.values()
    embedded = stored["value"]["embed"]["images"]
    assert len(embedded) == 4
    assert (embedded[0]["alt"], embedded[0]["aspectRatio"]) == ("Raised beds in May", {"width": 8, "height": 6})


def test_an_image_is_uploaded_once_for_all_posts(server: BlueskyServer) -> None:
    shared = tools()
    for number in range(3):
        platform(server, uploads=shared.uploads).create(post(key=f"item-{number}", cover=image()))

    assert len(server.sent(UPLOAD)) == 1


def test_a_blob_that_the_server_dropped_is_uploaded_again(server: BlueskyServer) -> None:
    shared = tools()
    platform(server, uploads=shared.uploads).create(post(cover=image()))
    server.uploads.clear()

    platform(server, uploads=shared.uploads).create(post(key="item-8", cover=image()))

    assert len(server.sent(UPLOAD)) == 2
    assert len(server.created) == 2


def test_an_edit_keeps_the_time_of_the_post(server: BlueskyServer) -> None:
    sent = platform(server).create(post())

    platform(server).update(post(text="New", published_at=post().published_at.replace(year=2027)), sent.external_id)

    [stored] = server.posts.values()
    assert (stored["value"]["text"], stored["value"]["createdAt"]) == ("New", "2026-11-30T11:59:00.000Z")


def test_a_deletion_during_an_edit_creates_nothing(server: BlueskyServer) -> None:
    sent = platform(server).create(post())
    server.fail_next(400, fields={"error": "InvalidSwap", "message": "Record was at null"}, on=PUT)
    reads: list[Request] = []

    def delete_before_the_second_read(request: Request) -> None:
        reads.extend([request] if "getRecord" in request.path else [])
        if len(reads) == 2:
            server.posts.clear()

    server.choose_fault = delete_before_the_second_read

    with pytest.raises(RemoteGone):
        platform(server).update(post(text="New"), sent.external_id)

    assert server.posts == {}


def test_a_text_within_the_graphemes_may_have_too_many_bytes(server: BlueskyServer) -> None:
    family = "👩‍👩‍👧‍👦" * 130

    with pytest.raises(PermanentFailure, match="string too big"):
        platform(server).create(post(text=family))

    assert platform(server).length(family) == 130
    assert len(family.encode()) > (platform(server).abilities.max_text_bytes or 0)


def test_languages_are_those_of_the_post(server: BlueskyServer) -> None:
    platform(server).create(post(language="pt_BR"))
    platform(server).create(post(key="item-8", language=""))

    first, second = server.posts.values()
    assert first["value"]["langs"] == ["pt-BR"]
    assert "langs" not in second["value"]


def test_a_check_names_a_wrong_password_and_an_account_that_is_deactivated(server: BlueskyServer) -> None:
    server.status = "deactivated"
    [failed] = [result for result in platform(server).check() if not result.is_ok]
    assert (failed.name, failed.seen) == ("Account", "The account ada.test is deactivated.")

    server.password = "changed"
    wrong = BlueskyPlatform(
        BlueskySettings(handle=server.handle, service=server.url),
        BlueskyCredentials.model_validate({"app_password": "old"}),
        tools(),
    )
    [failed] = [result for result in wrong.check() if not result.is_ok]
    assert "Invalid identifier or password" in failed.seen


def test_an_account_with_codes_by_mail_needs_an_app_password(server: BlueskyServer) -> None:
    server.asks_for_code = True

    with pytest.raises(PermanentFailure, match="Use an app password"):
        platform(server).create(post())


def test_a_handle_may_be_entered_with_its_sign() -> None:
    assert BlueskySettings(handle=" @ada.bsky.social").handle == "ada.bsky.social"


@pytest.mark.parametrize(
    "entered", ["ada.bsky.social", "@ada.bsky.social", " https://bsky.app/profile/ada.bsky.social/ "]
)
def test_a_handle_is_read_from_what_people_copy(entered: str) -> None:
    assert BlueskySettings(handle=entered).handle == "ada.bsky.social"


def test_a_handle_without_its_domain_is_refused() -> None:
    with pytest.raises(ValueError, match="the whole handle"):
        BlueskySettings(handle="ada")
