"""An item's file: whatever the item holds, it is read as the same."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fsp.content.exported_project import ExportedItem
from fsp.content.front_matter import parse
from fsp.content.post_file import CHANGED_SINCE, post_text

ITEM = ExportedItem("beans", "Beans", "", "", (), "draft", None, None, "a.md", "Body")


BODIES = ["x", "---\nfoo", "a\n\n\n", "\n\n  lead", "\ttab", "a\r b", "a\r\nb", "+++\nx\n+++\n", "\ufeffbom", "a\x0bb"]


@pytest.mark.parametrize("body", [*BODIES, "", "\n", "{", "---\na: b\n---\n"])
def test_the_text_is_kept_to_the_last_character(body: str) -> None:
    document = parse(post_text(replace(ITEM, body=body)), file_name="a.md")

    is_exact = document.exported is not None and document.exported.is_text_exact
    assert (document.body if is_exact else document.body.strip("\n")) == body


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ("a  b", " x", "1.10", "true", "a, b")},
        {"summary": "l1\r\n\r\n l2 ", "title": "12:30"},
        {"cover": "x.png", "extra": {"image": {"src": "y.png"}}},
        {"extra": {"description": "not the summary", "n": 1e20, "v": "1.10", "none": None, "l": [{"a": [1, True]}]}},
        {"authors": ("A, B", "C; D"), "series": "S", "weight": 1.5, "layout": "x", "canonical_url": "https://e.org/"},
    ],
)
def test_every_field_is_read_as_it_is(changes: dict[str, Any]) -> None:
    document = parse(post_text(replace(ITEM, **changes)), file_name="a.md")

    exact = document.exported.fields if document.exported else {}
    for name, value in changes.items():
        read = exact.get(name, getattr(document, name))
        assert (tuple(read) if isinstance(read, list) else read) == value


@pytest.mark.parametrize("state", ["draft", "scheduled", "published", "failed"])
@pytest.mark.parametrize("is_unlisted", [False, True])
def test_the_state_is_read_as_it_is(state: str, is_unlisted: bool) -> None:
    moment = datetime(2026, 5, 1, 8, 0, 0, 5, tzinfo=UTC)
    item = replace(ITEM, state=state, is_unlisted=is_unlisted, publish_at=moment, published_at=moment)

    document = parse(post_text(replace(item, source_path="_drafts/a.md")), file_name="_drafts/a.md")

    assert document.exported is not None
    assert (document.exported.state, document.is_unlisted, document.publish_at) == (state, is_unlisted, moment)
    assert (document.draft, document.held_because, document.exported.published_at) == (state == "draft", "", moment)


def test_a_change_that_was_not_published_holds_the_post_back() -> None:
    document = parse(post_text(replace(ITEM, state="published", has_unpublished_text=True)))

    assert (document.draft, document.held_because) == (True, CHANGED_SINCE)


def test_a_date_keeps_the_clock_it_was_written_by() -> None:
    item = replace(ITEM, publish_at=datetime(2019, 12, 31, 22, 30, tzinfo=UTC), utc_offset=120)

    assert "2020-01-01T00:30:00+02:00" in post_text(item)
