"""What an export says of a post's state."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fsp.content.exported_state import ExportedState, read_exported_state
from fsp.content.front_matter import parse


def test_it_is_read_as_it_was_written() -> None:
    state = ExportedState(
        "published", datetime(2026, 5, 1, tzinfo=UTC), "why", is_text_exact=True, texts=("a",), fields={"a": [1]}
    )

    assert read_exported_state(state.as_header()) == state


@pytest.mark.parametrize("value", [None, "text", [], {}, {"state": ""}, {"texts": ["a"]}])
def test_what_fsp_did_not_write_is_none(value: Any) -> None:
    assert read_exported_state(value) is None


def test_damaged_parts_are_left_out() -> None:
    written = {"state": "Failed", "published_at": "soon", "texts": "a", "fields": "{", "text": "x"}

    assert read_exported_state(written) == ExportedState("failed")


@pytest.mark.parametrize(
    ("lines", "held_because"),
    [
        ("fsp: {state: published}", ""),
        ("fsp: {state: published}\npermalink: false", ""),
        ("fsp: {state: published}\ndraft: true", "its front matter says draft: true"),
        ("fsp: {state: draft, held_because: a reason}", "a reason"),
        ("fsp: {state: elsewhere}", "its front matter says fsp: elsewhere"),
        ("fsp: something", "it is in the folder _drafts/"),
    ],
)
def test_only_what_was_added_since_holds_a_post_that_goes_out(lines: str, held_because: str) -> None:
    document = parse(f"---\ntitle: T\n{lines}\n---\nx", file_name="_drafts/a.md")

    assert document.held_because == held_because
