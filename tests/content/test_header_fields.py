"""The fields of a post under the names that generators give them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fsp.content.document import Document
from fsp.content.front_matter import parse, write


def read(lines: str, **options: object) -> Document:
    return parse(f"---\n{lines}\n---\nBody", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("description: About it", "summary", "About it"),
        ("excerpt: About it", "summary", "About it"),
        ("categories: [News]\ntags: [a, News]", "tags", ("a", "News")),
        ("categories: [[A, B], [C]]", "tags", ("A", "B", "C")),
        ("keywords: a, b", "tags", ("a", "b")),
        ("tags: a\nkeywords: b", "tags", ("a",)),
        ('tags: ["#garden", "C#"]', "tags", ("#garden", "C#")),
        ("tags: [1.10, 007, yes, 2024-01-01, null]", "tags", ("1.10", "007", "yes", "2024-01-01")),
        ("author: Ada", "authors", ("Ada",)),
        ("author: {name: Ada, url: x}", "authors", ("Ada",)),
        ("authors: [Ada, {name: Bob}]", "authors", ("Ada", "Bob")),
        ("authors: Ada; Bob", "authors", ("Ada", "Bob")),
        ("featured_image: a.png", "cover", "a.png"),
        ("cover: {image: a.png, alt: A}", "cover", "a.png"),
        ("image: false", "cover", ""),
        ("lang: de-AT", "language", "de-AT"),
        ("series: [Beds]", "series", "Beds"),
        ("weight: 3", "weight", 3.0),
        ("nav_order: last", "weight", None),
        ("layout: post", "layout", "post"),
        ("canonicalURL: https://example.org/a", "canonical_url", "https://example.org/a"),
        ("lastmod: 2020-02-03", "modified_at", datetime(2020, 2, 3, tzinfo=UTC)),
        ("expiryDate: 2020-02-03", "expires_at", datetime(2020, 2, 3, tzinfo=UTC)),
        ("permalink: /2020/my-post/", "slug", "my-post"),
        ("permalink: /2020/my-post.html", "aliases", ("2020/my-post.html",)),
        ("permalink: /2020/my-post/index.html", "slug", "my-post"),
        ("permalink: /:year/:title/", "slug", None),
        ("url: /my-post/\nslug: other", "slug", "other"),
        ("aliases: [/old/, older]", "aliases", ("/old/", "older")),
        ("TITLE: Upper", "title", "Upper"),
        ("publishDate: 2020-01-02", "publish_at", datetime(2020, 1, 2, tzinfo=UTC)),
        ("pubDatetime: 2020-01-02", "publish_at", datetime(2020, 1, 2, tzinfo=UTC)),
        ("published: 2020-01-02", "publish_at", datetime(2020, 1, 2, tzinfo=UTC)),
        ("path: 2020/01/02/hello", "publish_at", datetime(2020, 1, 2, tzinfo=UTC)),
        ("created: 2020-01-02", "publish_at", datetime(2020, 1, 2, tzinfo=UTC)),
        (r'title: "\ud83c\udf89 party"', "title", "🎉 party"),
        ("title: 12:30", "title", "12:30"),
        ("title: 0x1F", "title", "0x1F"),
        ("title: =", "title", "="),
        ("title: !important", "title", "!important"),
        ("slug: 1.10", "slug", "1.10"),
    ],
)
def test_a_field_is_read(lines: str, field: str, value: object) -> None:
    assert getattr(read(lines), field) == value


def test_the_date_shown_is_the_post_s_and_the_latest_one_says_when_it_may_go() -> None:
    document = read("date: 2020-01-02\npublishDate: 2999-01-01")

    assert document.publish_at == datetime(2020, 1, 2, tzinfo=UTC)
    assert document.not_before == datetime(2999, 1, 1, tzinfo=UTC)


def test_the_date_of_the_file_counts_where_the_header_has_none() -> None:
    of_file = read("title: A", file_name="_posts/2020-01-02-hello.md", zone=ZoneInfo("Asia/Tokyo"))
    of_header = read("date: 2021-03-04", file_name="_posts/2020-01-02-hello.md")

    assert of_file.publish_at == datetime(2020, 1, 1, 15, tzinfo=UTC)
    assert of_header.publish_at == datetime(2021, 3, 4, tzinfo=UTC)


def test_fields_fsp_does_not_use_are_kept_as_they_were_and_those_of_consent_are_not() -> None:
    document = read("custom: 1.10\nrating: 3\nokay: true\nshouted: YES\nmap: {a: [1, x]}\ndraft: true\nstatus: draft")

    assert document.extra == {"custom": "1.10", "rating": 3, "okay": True, "shouted": "YES", "map": {"a": [1, "x"]}}


def test_everything_is_written_so_that_it_reads_the_same() -> None:
    lines = (
        "title: '12:30'\ndate: 2020-01-02 10:00\ntags: [a, 'yes']\nauthors: [Ada, Bob]\ncover: {src: a.png, alt: A}\n"
        "lang: ar\nseries: Beds\nweight: 2\nlayout: wide\ncanonical_url: https://example.org/a\nlastmod: 2020-02-03\n"
        "expiryDate: 2030-01-01\naliases: [/old/]\nslug: a\nrating: 4.5\nversion: '1.10'"
    )

    document = read(lines)

    assert parse(write(document)) == document


def test_tags_with_blanks_and_no_comma_are_one_tag_and_said() -> None:
    document = read("tags: one two")

    assert document.tags == ("one two",)
    assert document.notes == (
        'line 2: "tags: one two" has no commas, so it is read as one tag. Use a list for several tags.',
    )


@pytest.mark.parametrize("path", ["_posts/a.md", "2020-01-02-a.markdown"])
def test_jekyll_splits_a_text_of_tags_at_blanks_as_it_documents(path: str) -> None:
    document = read("layout: post\ntags: one two\ncategories: [three four]\ncategory: five six", file_name=path)

    assert (document.tags, document.notes) == (("one", "two", "three four", "five six"), ())
