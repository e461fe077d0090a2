"""Headings and their ids."""

import re

import pytest

from fsp.content.markdown import to_html
from fsp.content.rendering.headings import heading_slug, ids_of, matching_id


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Part One", "part-one"),
        ("C++ & C#: a_b", "c--c-a_b"),
        ("第一章 开始", "第一章-开始"),
        ("مقدمة", "مقدمة"),
        ("Über uns", "über-uns"),
        ("हिन्दी", "हिन्दी"),
        ("1.2.3 Foo!", "123-foo"),
        ("🎉", ""),
    ],
)
def test_ids_are_those_of_github(text: str, slug: str) -> None:
    assert heading_slug(text) == slug


def test_ids_are_unique_and_own_ones_stay() -> None:
    html = to_html('## A\n\n## A\n\n## A-1\n\n## B {#a}\n\n## 🎉\n\n<p id="x">1</p><p id="x">2</p>\n')

    assert ids_of(html) == {"a", "a-1", "a-2", "a-1-1", "section", "x"}
    assert html.count('id="x"') == 1
    assert '<h2 id="a">B</h2>' in html


@pytest.mark.parametrize("fragment", ["react-v10.0.0", "react-v10-0-0", "React-v10.0.0", "react_v1000"])
def test_a_version_is_found_with_dots_hyphens_or_neither(fragment: str) -> None:
    assert matching_id(fragment, frozenset({"react-v1000", "other"})) == "react-v1000"


def test_a_fragment_is_found_in_another_spelling() -> None:
    ids = frozenset({"second-part", "Own_Id"})

    assert matching_id("Second Part", ids) == "second-part"
    assert matching_id("own-id", ids) == "Own_Id"
    assert matching_id("third", ids) is None
    assert matching_id("First#Second part", ids) == "second-part"
    assert matching_id("di-gui-ye-biao", frozenset({"递归页表"})) == "递归页表"


def test_a_title_is_not_shown_twice() -> None:
    assert to_html("# My *title*\n\nText\n", title="My title") == "<p>Text</p>\n"
    assert to_html("# Other\n\n## Part\n", title="T") == '<h2 id="other">Other</h2>\n<h3 id="part">Part</h3>\n'


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ([3, 3, 4], [2, 2, 3]),
        ([1, 2, 4, 4, 3, 1], [2, 3, 4, 4, 4, 2]),
        ([3, 5, 2, 6], [2, 3, 2, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
        ([2, 3, 3, 2], [2, 3, 3, 2]),
    ],
)
def test_headings_begin_below_the_title_and_skip_no_level(written: list[int], levels: list[int]) -> None:
    markdown = "\n\n".join(f"{'#' * level} Part {number}" for number, level in enumerate(written))

    html = to_html(markdown, title="Title")

    assert [int(level) for level in re.findall(r"<h(\d)", html)] == levels
    assert [int(level) for level in re.findall(r"</h(\d)", html)] == levels


def test_contents_lead_to_the_headings() -> None:
    html = to_html("[TOC]\n\n## A\n\n### B\n\n## C\n")

    assert html.startswith(
        '<nav class="toc"><ul><li><a href="#a">A</a><ul><li><a href="#b">B</a></li></ul></li>'
        '<li><a href="#c">C</a></li></ul></nav>'
    )


def test_links_in_the_page_lead_to_parts_or_are_words() -> None:
    html = to_html("[a](#Second-Part) [b](#nowhere) [c](#)\n\n## Second part\n")

    assert '<a href="#second-part" rel="noopener">a</a>' in html
    assert '<span class="missing" title="Not found: #nowhere">b</span>' in html
    assert '<a href="#"' in html
