"""Where links and images lead."""

import pytest

from fsp.content.references.images import ImageFiles
from fsp.content.references.names import first_in
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.place import Image

PLACES = Places(
    post=lambda key: f"../{key}/", image=lambda path: Image(f"m/{path}"), home="./", tags="../tags/", feed="../feed.xml"
)
RESOLVER = ProjectResolver("posts/a.md", first_in({"b": "bee", "posts/b": "bee"}), ImageFiles({"static/i.png"}), PLACES)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("b.md", "../bee/"),
        ("b.md#part", "../bee/#part"),
        ("b#Some Part", "../bee/#some-part"),
        ("b.md?x=1", "../bee/"),
        ("/i.png", "m/static/i.png"),
        ("https://e.org/b.md", "https://e.org/b.md"),
        ("/", "./"),
        ("/tags/x/", "../tags/"),
        ("/rss.xml", "../feed.xml"),
        ("c.md", None),
        ("c.pdf", None),
    ],
)
def test_links_lead_to_posts_images_and_pages(url: str, target: str | None) -> None:
    assert RESOLVER.link(url) == target


def test_images_are_those_of_the_project() -> None:
    assert RESOLVER.image("i.png") == Image("m/static/i.png")
    assert RESOLVER.image("j.png") is None


def test_parts_are_checked_where_they_are_known() -> None:
    places = Places(post=lambda key: key, image=lambda _: None, ids=lambda _: frozenset({"part-one"}))
    resolver = ProjectResolver("posts/a.md", first_in({"b": "bee"}), ImageFiles(set()), places)

    assert resolver.link("b.md#Part_One") == "bee#part-one"
    assert resolver.link("b.md#gone") == "bee"
