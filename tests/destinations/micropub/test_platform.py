"""Micropub, to a site that behaves as the recommendation says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.destinations.contract import Post, Tools
from fsp.destinations.micropub.listed_posts import PAGE_POSTS
from fsp.destinations.micropub.platform import Micropub
from fsp.destinations.micropub.settings import MicropubCredentials, MicropubSettings
from fsp.errors import AnswerLost, FspError, InconclusiveLookup, PermanentFailure
from testbed.platforms.micropub import TOKEN, MicropubServer
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, png, post, tools

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MicropubServer]:
    with MicropubServer().running() as server:
        yield server


def maker(server: MicropubServer, **changes: object) -> Callable[[Tools], Micropub]:
    token = changes.pop("token", TOKEN)
    settings = MicropubSettings.model_validate({"url": server.url, **changes})
    credentials = MicropubCredentials.model_validate({"token": token})
    return lambda tools: Micropub(settings, credentials, tools)


def edit(server: PlatformServer, url: str) -> None:
    server.posts[url]["content"] = [{"html": "<p>By hand.</p>"}]


def delete(server: PlatformServer, url: str) -> None:
    del server.posts[url]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    url = f"{server.url}/notes/{post.slug}"
    server.posts[url] = {"name": [post.title], "content": [{"html": post.html}], "url": [url], "category": [*post.tags]}


class TestMicropubContract(PlatformContract):
    """A server that lists its posts."""

    @pytest.fixture
    def subject(self, server: MicropubServer) -> Subject:
        return Subject(
            server,
            maker(server, endpoint=f"{server.url}/micropub", lists_posts=True, reads=True),
            creates="POST /micropub",
            secrets=(TOKEN,),
            edit_by_hand=edit,
            delete_by_hand=delete,
            add_look_alike=add_look_alike,
        )


class TestMinimalMicropubContract(PlatformContract):
    """A server that only takes posts, found by the links of its page."""

    @pytest.fixture
    def subject(self, server: MicropubServer) -> Subject:
        server.lists = False
        return Subject(server, maker(server), creates="POST /micropub", secrets=(TOKEN,), delete_by_hand=delete)


def illustrated(**changes: object) -> Post:
    beds, cover = image(), image("cover.png", alt="A cover")
    html = f'<p><img src="media:{beds.sha256}" alt="Beds" width="8" height="6"></p>'
    return post(html=html, markdown="![Beds](beds.png)", images=(beds,), cover=cover, **changes)


def test_an_entry_has_all_of_a_post(server: MicropubServer) -> None:
    sent = maker(server, lists_posts=True)(tools()).create(illustrated())

    entry = server.posts[sent.external_id]
    beds, cover = server.uploads
    assert sent.url.startswith(f"{server.url}/notes/raised-beds-")
    assert entry["name"] == ["Raised beds"]
    assert entry["content"] == [{"html": f'<p><img src="{beds}" alt="Beds" width="8" height="6"></p>'}]
    assert entry["summary"] == ["How we built four raised beds."]
    assert entry["category"] == ["garden", "how to"]
    assert entry["published"] == ["2026-11-30T11:59:00Z"]
    assert entry["photo"] == [{"value": cover, "alt": "A cover"}]
    assert entry["post-status"] == ["published"]
    assert server.uploads[beds] == {"type": "image/png", "data": png()}


def test_a_server_that_refuses_alt_texts_gets_the_photo_without(server: MicropubServer) -> None:
    server.knows_alt_texts = False

    sent = maker(server)(tools()).create(illustrated())

    assert server.created == [sent.external_id]
    assert server.posts[sent.external_id]["photo"] == [list(server.uploads)[1]]


def test_a_text_may_be_markdown(server: MicropubServer) -> None:
    platform = maker(server, content="markdown")(tools())

    sent = platform.create(illustrated())

    assert platform.abilities.markup == "markdown"
    assert server.posts[sent.external_id]["content"] == [f"![Beds]({next(iter(server.uploads))})"]


def test_an_image_is_uploaded_once(server: MicropubServer) -> None:
    shared = tools()
    sent = maker(server)(shared).create(illustrated())

    maker(server)(shared).update(illustrated(title="Beds"), sent.external_id)

    assert len(server.sent("POST /media")) == 2


def test_what_a_post_no_longer_has_is_deleted_from_the_entry(server: MicropubServer) -> None:
    platform = maker(server)(tools())
    sent = platform.create(illustrated())

    platform.update(post(summary="", tags=()), sent.external_id)

    assert not {"photo", "category", "summary"} & server.posts[sent.external_id].keys()


def test_a_post_is_found_behind_many_others(server: MicropubServer) -> None:
    platform = maker(server, lists_posts=True)(tools())
    sent = platform.create(post())
    for number in range(120):
        server.posts[f"{server.url}/{number}"] = {"url": [f"{server.url}/{number}"], "x-fsp-key": [f"other-{number}"]}

    assert platform.find(post()) == sent


def add_entries(server: MicropubServer, count: int, *, first_at: datetime) -> None:
    """Add entries, each an hour later than the one before."""
    for number in range(count):
        url = f"{server.url}/{len(server.posts)}-{number}"
        server.posts[url] = {"url": [url], "published": [(first_at + timedelta(hours=number)).isoformat()]}


def test_a_post_whose_answer_was_lost_is_found_below_more_than_a_thousand_newer_ones(server: MicropubServer) -> None:
    platform = maker(server, lists_posts=True)(tools())
    add_entries(server, 200, first_at=LONG_AGO)
    sent = platform.create(post())
    add_entries(server, 1_100, first_at=post().published_at)
    server.requests.clear()

    assert platform.find(post(sent_since=post().published_at)) == sent
    assert len([request for request in server.requests if "limit" in request.query]) == 1_100 // PAGE_POSTS + 1


def test_a_post_that_was_never_sent_is_looked_for_back_to_its_date(server: MicropubServer) -> None:
    platform = maker(server, lists_posts=True)(tools())
    add_entries(server, 1_100, first_at=LONG_AGO)

    assert platform.find(post()) is None
    assert len([request for request in server.requests if "limit" in request.query]) == 1


def test_a_server_that_lists_posts_in_another_order_is_read_to_its_end(server: MicropubServer) -> None:
    platform = maker(server, lists_posts=True)(tools())
    sent = platform.create(post())
    add_entries(server, 40, first_at=LONG_AGO)
    for number, entry in enumerate(server.posts.values()):
        entry["published"] = [f"2019-01-{1 + number * 7 % 28:02}"]

    assert platform.find(post()) == sent


@pytest.mark.parametrize("count", [19, 20, 21, 119])
def test_a_post_is_found_on_a_server_that_pages_by_offset(server: MicropubServer, count: int) -> None:
    server.pages_by_offset = True
    platform = maker(server, lists_posts=True)(tools())
    sent = platform.create(post())
    for number in range(count):
        server.posts[f"{server.url}/{number}"] = {"url": [f"{server.url}/{number}"]}

    assert platform.find(post()) == sent
    assert platform.find(post(key="item-8")) is None


def test_a_server_that_shows_only_the_first_posts_cannot_say_that_one_is_missing(server: MicropubServer) -> None:
    server.ignores_paging = True
    platform = maker(server, lists_posts=True)(tools())
    sent = platform.create(post())

    assert platform.find(post(key="item-8")) is None
    for number in range(19):
        server.posts[f"{server.url}/{number}"] = {"url": [f"{server.url}/{number}"]}
    assert platform.find(post()) == sent
    with pytest.raises(InconclusiveLookup, match="only its first 20 posts"):
        platform.find(post(key="item-8"))


@pytest.mark.parametrize("lists", [True, False])
def test_a_post_that_is_published_again_is_restored_at_its_address(server: MicropubServer, lists: bool) -> None:
    server.lists, shared = lists, tools()
    platform = maker(server, lists_posts=lists)(shared)
    sent = platform.create(illustrated())
    platform.remove(sent.external_id)
    again = post(key="item-7-1", title="Raised beds, again")

    restored = maker(server, lists_posts=lists)(shared).create(again)

    assert restored.external_id == sent.external_id
    assert server.posts[sent.external_id]["name"] == ["Raised beds, again"]
    assert "photo" not in server.posts[sent.external_id]
    assert server.created == [sent.external_id]
    if lists:
        assert platform.find(again) == restored
        assert platform.find(post()) is None


def test_a_server_without_undelete_gets_a_new_post(server: MicropubServer) -> None:
    server.undeletes, shared = False, tools()
    platform = maker(server)(shared)
    sent = platform.create(post())
    platform.remove(sent.external_id)

    again = platform.create(post(key="item-7-1"))

    assert again.external_id != sent.external_id
    assert list(server.posts) == [again.external_id]


@pytest.mark.parametrize("on", ["POST /micropub", "GET /notes"])
def test_a_lost_answer_while_restoring_leaves_nothing_open(server: MicropubServer, on: str) -> None:
    platform = maker(server)(tools())
    sent = platform.create(post())
    platform.remove(sent.external_id)
    server.fail_next("cut-after", on=on)

    fault = _fault_of(lambda: platform.create(post(key="item-7-1")))
    again = platform.create(post(key="item-7-1"))

    assert not isinstance(fault, AnswerLost)
    assert (again.external_id, list(server.posts)) == (sent.external_id, [sent.external_id])


def _fault_of(step: Callable[[], object]) -> FspError | None:
    try:
        step()
    except FspError as error:
        return error
    return None


def test_a_created_post_that_cannot_be_read_is_still_created(server: MicropubServer) -> None:
    server.fail_next(503, on="GET /micropub")

    sent = maker(server, endpoint=f"{server.url}/micropub", reads=True)(tools()).create(post())

    assert (sent.external_id in server.posts, sent.remote_hash) == (True, "")


def test_an_answer_without_an_address_leaves_the_result_open(server: MicropubServer) -> None:
    server.fail_next(201, body=b"", after=True, on="POST /micropub")

    with pytest.raises(AnswerLost, match="without the address"):
        maker(server)(tools()).create(post())


def test_a_server_without_a_media_endpoint_refuses_images_before_the_post(server: MicropubServer) -> None:
    server.has_media = False

    with pytest.raises(PermanentFailure, match="no media endpoint"):
        maker(server)(tools()).create(illustrated())

    assert server.created == []


def test_the_endpoint_in_a_header_comes_first(server: MicropubServer) -> None:
    server.fail_next(200, headers={"Link": '</hub>; rel=hub, </micropub>; rel="self micropub"'}, body=b"")

    maker(server)(tools()).create(post())

    assert len(server.created) == 1


def test_a_check_stores_the_endpoint_and_that_posts_can_be_read(server: MicropubServer) -> None:
    results = maker(server)(tools()).check()

    assert [result for result in results if not result.is_ok] == []
    learned = {name: value for result in results for name, value in result.learned.items()}
    assert learned == {"endpoint": f"{server.url}/micropub", "reads": "yes"}
    assert MicropubSettings.model_validate({"url": server.url, **learned}).reads


def test_a_check_reads_when_the_token_expires(server: MicropubServer) -> None:
    server.token_facts = {"exp": 4102444800}

    expiries = {result.expires_at for result in maker(server)(tools()).check() if result.expires_at}

    assert expiries == {datetime(2100, 1, 1, tzinfo=UTC)}


def test_a_check_names_missing_scopes(server: MicropubServer) -> None:
    server.scopes = "create update"

    scopes = next(result for result in maker(server)(tools()).check() if not result.is_ok)

    assert scopes.seen == "The token lacks the scopes delete, media."


@pytest.mark.parametrize(
    ("scopes", "name", "seen"),
    [
        ("create media", "Scopes", "The token lacks the scopes update, delete."),
        ("create update delete", "Media", "The token may not upload images."),
    ],
)
def test_a_check_tries_out_scopes_that_a_site_does_not_name(
    server: MicropubServer, scopes: str, name: str, seen: str
) -> None:
    server.names_scopes, server.scopes = False, scopes

    (failed,) = [result for result in maker(server)(tools()).check() if not result.is_ok]

    assert (failed.name, failed.seen) == (name, seen)
    assert failed.fix
    assert (server.posts, server.uploads) == ({}, {})


@pytest.mark.parametrize(
    ("page", "token", "seen"),
    [("<title>No links</title>", TOKEN, "names no Micropub endpoint"), ("", "wrong", "403")],
)
def test_a_check_names_the_cause(server: MicropubServer, page: str, token: str, seen: str) -> None:
    server.page = page or server.page

    failed = [result for result in maker(server, token=token)(tools()).check() if not result.is_ok]

    assert seen in failed[0].seen
    assert failed[0].fix


def test_the_token_is_not_sent_to_the_first_page(server: MicropubServer) -> None:
    maker(server)(replace(tools())).create(post())

    (page,) = server.sent("GET /")[:1]
    assert "authorization" not in page.headers
