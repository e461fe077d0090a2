"""dev.to and other Forems: the contract, and what is special about them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fsp.destinations.contract import Post
from fsp.destinations.forem.account import ForemCredentials, ForemSettings
from fsp.destinations.forem.article import tags_of
from fsp.destinations.forem.platform import PAGE_ARTICLES, ForemPlatform
from fsp.errors import AnswerLost, InconclusiveLookup, PermanentFailure
from fsp.settings import Settings
from testbed.platforms.forem import ForemServer
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, post, tools


def connected(server: ForemServer, account: ForemSettings | None = None, **changes: Any) -> ForemPlatform:
    credentials = ForemCredentials.model_validate({"api_key": server.key})
    return ForemPlatform(account or ForemSettings(server=server.url), credentials, tools(**changes))


@pytest.fixture
def server() -> Iterator[ForemServer]:
    with ForemServer().running() as running:
        yield running


def edit_by_hand(server: PlatformServer, post_id: str) -> None:
    server.posts[post_id]["title"] = "Sold out"


def delete_by_hand(server: PlatformServer, post_id: str) -> None:
    del server.posts[post_id]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    assert isinstance(server, ForemServer)
    server.add(
        {
            "title": post.title,
            "body_markdown": post.markdown,
            "canonical_url": post.canonical_url,
            "tags": ["garden"],
            "published": False,
        }
    )


class TestContract(PlatformContract):
    @pytest.fixture
    def subject(self, server: ForemServer) -> Subject:
        credentials = ForemCredentials.model_validate({"api_key": server.key})
        return Subject(
            server,
            lambda tools: ForemPlatform(ForemSettings(server=server.url), credentials, tools),
            creates="POST /api/articles",
            secrets=(server.key,),
            edit_by_hand=edit_by_hand,
            delete_by_hand=delete_by_hand,
            add_look_alike=add_look_alike,
        )


def test_an_article_has_its_canonical_address_and_tags(server: ForemServer) -> None:
    connected(server).create(post(tags=("Garden", "how to", "C++", "2026", "raised beds", "more")))

    [article] = server.posts.values()
    assert article["canonical_url"] == "https://garden.example/raised-beds/"
    assert article["tags"] == ["garden", "howto", "c", "2026"]
    assert article["description"] == "How we built four raised beds."
    assert article["published"]


def test_a_canonical_address_in_any_script_is_sent_in_ascii_and_found(server: ForemServer) -> None:
    platform, japanese = connected(server), post(canonical_url="https://garden.example/日本の豆/")
    sent = platform.create(japanese)
    platform.remove(sent.external_id)

    again = platform.create(replace(japanese, key="item-8"))

    assert server.posts[sent.external_id]["canonical_url"].isascii()
    assert again.external_id == sent.external_id
    assert platform.taken_by(replace(japanese, key="item-9")) != ""


def test_tags_have_letters_and_digits_only() -> None:
    assert tags_of(post(tags=("有機 農業", "हिन्दी", "été", "x" * 31, "!", "Garden", "garden"))) == [
        "有機農業",
        "हिन्दी",
        "été",
        "garden",
    ]


def test_a_cover_is_given_by_its_public_address(server: ForemServer) -> None:
    cover = image("cover.png")

    connected(server, settings=Settings(base_url="https://garden.example")).create(post(cover=cover))

    [article] = server.posts.values()
    assert article["cover_image"] == f"https://garden.example/site/garden/media/{cover.sha256}.png"


def test_images_and_links_in_the_text_have_public_addresses(server: ForemServer) -> None:
    picture = image("images/beds.png")
    markdown = "![Beds](images/beds.png)\n\nSee [compost](compost.md) and [this](https://other.example/)."
    html = (
        f'<p><img src="media:{picture.sha256}"></p><p>See <a href="https://garden.example/site/compost/">compost</a> '
        'and <a href="https://other.example/">this</a>.</p>'
    )

    connected(server).create(post(markdown=markdown, html=html, images=(picture,)))

    [article] = server.posts.values()
    assert f"/site/garden/media/{picture.sha256}.png)" in article["body_markdown"]
    assert "[compost](https://garden.example/site/compost/)" in article["body_markdown"]
    assert "[this](https://other.example/)" in article["body_markdown"]


@pytest.mark.parametrize(
    ("markdown", "sent"),
    [
        ("Use {{ name }} and {% if %}.", "Use &#123;{ name }} and &#123;% if %}."),
        ("Code `{{ name }}` stays.", "Code `{{ name }}` stays."),
        ("```jinja\n{% raw %}\n```\nand {{x}}", "```jinja\n{% raw %}\n```\nand &#123;{x}}"),
        ("---\nAfter a line", "***\nAfter a line"),
    ],
)
def test_a_text_that_forem_would_execute_is_sent_as_text(server: ForemServer, markdown: str, sent: str) -> None:
    connected(server).create(post(markdown=markdown))

    [article] = server.posts.values()
    assert article["body_markdown"].startswith(f"{sent}\n\n<!-- fsp-")


def test_a_title_longer_than_128_characters_is_cut(server: ForemServer) -> None:
    connected(server).create(post(title="Raised beds " * 20))

    [article] = server.posts.values()
    assert len(article["title"]) <= 128
    assert article["title"].endswith("Raised beds Raised…")


def test_an_import_of_the_feed_with_the_same_address_is_named_and_not_adopted(server: ForemServer) -> None:
    add_look_alike(server, post())

    with pytest.raises(
        PermanentFailure, match=r"another article with the address https://garden\.example/raised-beds/"
    ):
        connected(server).create(post())

    assert connected(server).find(post()) is None


def test_a_removal_makes_a_draft_that_is_found_and_published_again(server: ForemServer) -> None:
    sent = connected(server).create(post())
    connected(server).remove(sent.external_id)
    assert not server.posts[sent.external_id]["published"]

    match = connected(server).find(post())
    assert match
    connected(server).update(post(), match.external_id)

    assert server.posts[sent.external_id]["published"]
    assert len(server.created) == 1


def test_a_post_sent_again_after_its_removal_uses_the_draft_that_holds_its_address(server: ForemServer) -> None:
    sent = connected(server).create(post())
    connected(server).remove(sent.external_id)

    again = connected(server).create(post(key="item-7-1"))

    assert again.external_id == sent.external_id
    assert connected(server).find(post(key="item-7-1")) == again
    assert server.posts[sent.external_id]["published"]
    assert len(server.created) == 1


def add_articles(server: ForemServer, count: int) -> None:
    """Add articles of the account, each a minute later than the one before."""
    for number in range(count):
        server.now += timedelta(minutes=1)
        server.add({"title": f"Note {number}", "body_markdown": str(number), "published": True})


def test_an_article_whose_answer_was_lost_is_found_below_more_than_a_thousand_newer_ones(server: ForemServer) -> None:
    add_articles(server, 500)
    sent_at = server.now
    sent = connected(server).create(post())
    add_articles(server, 1_100)

    match = connected(server).find(post(sent_since=sent_at))

    assert match
    assert match.external_id == sent.external_id
    assert len(server.sent("GET /api/articles/me/all")) == 1_100 // PAGE_ARTICLES + 1


def test_an_old_post_that_was_never_sent_costs_one_look_up_among_a_thousand(server: ForemServer) -> None:
    add_articles(server, 1_100)
    old = post(published_at=server.now - timedelta(days=3000))

    assert connected(server).find(old) is None
    connected(server).create(old)

    assert len(server.sent("GET /api/articles/me/all")) == 1


def test_an_article_that_this_database_forgot_is_updated_because_forem_refuses_its_address(server: ForemServer) -> None:
    sent = connected(server).create(post())
    add_articles(server, 100)
    match = connected(server).find(post())
    again = connected(server).create(post(title="Higher beds"))

    assert match is None
    assert (again.external_id, server.posts[sent.external_id]["title"]) == (sent.external_id, "Higher beds")
    assert server.created.count(sent.external_id) == 1


def test_more_articles_than_are_read_are_no_proof_that_one_is_missing(
    server: ForemServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsp.destinations.forem.platform.MAX_PAGES", 2)
    sent_at = server.now
    add_articles(server, 50)

    with pytest.raises(InconclusiveLookup, match="more articles than FSP reads"):
        connected(server).find(post(sent_since=sent_at))


def test_the_search_stops_at_the_time_when_the_post_was_due(server: ForemServer) -> None:
    for number in range(100):
        server.add({"title": f"Note {number}", "body_markdown": str(number), "published": True})
    later = replace(post(), published_at=server.now + timedelta(days=1))

    assert connected(server).find(later) is None
    assert len(server.sent("GET /api/articles/me/all")) == 1


def test_an_organization_is_named(server: ForemServer) -> None:
    connected(server, ForemSettings(server=server.url, organization_id=7)).create(post())

    assert server.sent("POST /api/articles")[0].json["article"]["organization_id"] == 7


def test_a_lost_answer_is_not_sent_again_blindly(server: ForemServer) -> None:
    server.fail_next("cut-after", on="POST /api/articles")
    with pytest.raises(AnswerLost):
        connected(server).create(post())

    connected(server).create(post())

    assert len(server.created) == 1


def test_a_check_names_a_suspended_account(server: ForemServer) -> None:
    server.may_publish = False

    [failed] = [result for result in connected(server).check() if not result.is_ok]

    assert failed.name == "May publish"
