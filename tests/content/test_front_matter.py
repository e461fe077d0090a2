"""Front matter: read, written, and its faults named by line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsp.content.document import Document
from fsp.content.front_matter import parse, write
from fsp.content.header import FrontMatterFault

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(
    title=words,
    tags=st.lists(words.filter(lambda word: "," not in word), unique=True, max_size=3),
    draft=st.booleans(),
    moment=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    body=words,
)
def test_what_is_written_reads_the_same(
    title: str, tags: list[str], draft: bool, moment: datetime | None, body: str
) -> None:
    document = Document(title=title, tags=tuple(tags), draft=draft, publish_at=moment, body=body)

    assert parse(write(document)) == document


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert parse("\ufeff---\r\ntitle: A\r\n---\r\nText\r\n") == Document(title="A", body="Text\n")


def test_a_title_missing_is_taken_from_the_heading() -> None:
    assert parse("# Beans\n\nText").title == "Beans"


def test_a_date_with_a_zone_becomes_utc() -> None:
    assert parse("---\ndate: 2026-05-01T09:00:00+02:00\n---\n").publish_at == datetime(2026, 5, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\ntitle: A\n", 1, "never closed"),
        ("---\ntitle: A\ntags: [a\n---\n", 4, "invalid YAML"),
        ("---\ntitle: A\ndate: soon\n---\n", 3, "got 'soon'"),
        ("---\ntitle: A\ntags: {a: b}\n---\n", 3, "comma-separated"),
    ],
)
def test_a_fault_names_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(FrontMatterFault, match=says) as caught:
        parse(text)

    assert caught.value.line in {line, line - 1}
