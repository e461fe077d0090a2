"""The design of a site as people set it."""

import pytest

from fsp.content.site_design import (
    SiteLink,
    checked_accent,
    checked_footer,
    checked_links,
    link_of_line,
    links_of_text,
    text_of_links,
)
from fsp.errors import InvalidInput


@pytest.mark.parametrize(("written", "stored"), [("#0B5394", "#0b5394"), ("#abc", "#aabbcc"), ("  ", "")])
def test_colours_are_stored_in_one_form(written: str, stored: str) -> None:
    assert checked_accent(written) == stored


@pytest.mark.parametrize("written", ["red", "#12345", "#0b5394;", "rgb(1,2,3)", "#ggg"])
def test_anything_else_is_no_colour(written: str) -> None:
    with pytest.raises(InvalidInput, match="#0b5394"):
        checked_accent(written)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("about", "about/"),
        ("/about/", "about/"),
        ("/", ""),
        ("feed.xml", "feed.xml"),
        ("about/#us", "about/#us"),
        ("https://example.org/x", "https://example.org/x"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
    ],
)
def test_a_link_leads_to_a_page_of_the_site_or_elsewhere(written: str, stored: str) -> None:
    assert checked_links([SiteLink(" About  us ", written)]) == [{"label": "About us", "address": stored}]


@pytest.mark.parametrize(
    "link",
    [SiteLink("", "about/"), SiteLink("A", "javascript:alert(1)"), SiteLink("A" * 61, "a/"), SiteLink("A", "../x")],
)
def test_a_link_that_leads_nowhere_is_refused(link: SiteLink) -> None:
    with pytest.raises(InvalidInput, match="link"):
        checked_links([link])


def test_links_are_written_one_a_line() -> None:
    links = (SiteLink("About", "about/"), SiteLink("Code | Git", "https://example.org/"))

    assert links_of_text("About | about/\n\n  Feed|feed.xml ") == (links[0], SiteLink("Feed", "feed.xml"))
    assert links_of_text(text_of_links(links[:1])) == links[:1]
    with pytest.raises(InvalidInput, match=r"About \| about/"):
        link_of_line("About")


def test_there_is_a_limit_to_links_and_to_the_footer() -> None:
    with pytest.raises(InvalidInput, match="at most 12 links, got 13"):
        checked_links([SiteLink("A", "a/")] * 13)
    with pytest.raises(InvalidInput, match="2000"):
        checked_footer("x" * 2001)
    assert checked_footer(" *Ada* ") == "*Ada*"
