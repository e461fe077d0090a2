"""Earlier texts come back with their numbers; damaged ones are a note and stop nothing."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from fsp.models.item import Revision
from fsp.stores import db
from tests.importing.again import Blog

FIRST = {"number": 1, "origin": "person", "author": "ada", "createdAt": "2026-01-01T00:00:00+00:00", "isCurrent": False}
CURRENT = {**FIRST, "number": 3, "origin": "import", "isCurrent": True}


def load(blog: Blog, texts: Any) -> tuple[list[tuple[int, str, str]], list[str]]:
    """Import one exported post with these texts; return (number, body, author) of each, and the notes."""
    (blog.folder / "t.json").write_text(texts if isinstance(texts, str) else json.dumps({"texts": texts}))
    (blog.folder / "a.md").write_text("---\ntitle: T\nfsp: {state: draft, texts: [t.json]}\n---\nNow")
    report = blog.load()
    rows = db.session.scalars(select(Revision).order_by(Revision.number)).all()
    return [(row.number, row.body, row.author) for row in rows], report.notes


def test_they_come_back_as_they_were(blog: Blog) -> None:
    texts, notes = load(blog, [{**FIRST, "text": "Was"}, CURRENT])

    assert texts == [(1, "Was", "ada"), (3, "Now", "ada")]
    assert notes == []


@pytest.mark.parametrize(
    "texts",
    [
        "{",
        '{"texts": 1}',
        [{**FIRST}],
        [{**FIRST, "text": "x", "number": 0}],
        [{**FIRST, "text": "x", "number": 2**40}],
        [{**FIRST, "text": "x", "origin": "elsewhere"}],
        [{**FIRST, "text": "x", "createdAt": "soon"}],
        "[" * 5000,
    ],
)
def test_damaged_ones_are_a_note(blog: Blog, texts: Any) -> None:
    bodies, notes = load(blog, texts)

    assert bodies == [(1, "Now", "")]
    assert notes == ['a.md: its earlier revisions in "t.json" are missing or damaged and were skipped.']


def test_a_text_that_was_edited_in_the_zip_stays_the_current_one(blog: Blog) -> None:
    texts, _ = load(blog, [{**FIRST, "text": "Was"}, {**FIRST, "number": 2, "text": "Then"}])

    assert texts == [(1, "Was", "ada"), (2, "Then", "ada"), (3, "Now", "")]
