"""The earlier texts of an item, split so that no file is too large."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fsp.content import exported_texts as earlier_texts
from fsp.content.exported_project import ExportedItem, ExportedText
from fsp.content.exported_texts import has_history, history_parts

FIRST = ExportedText(1, 1, "import", "", datetime(2026, 5, 1, tzinfo=UTC), is_current=True)
ITEM = ExportedItem("a", "A", "", "", (), "draft", None, None, "a.md", "Now", texts=(FIRST,))


def test_only_texts_that_say_more_than_the_file_are_written() -> None:
    texts = ((FIRST,), (), (FIRST, replace(FIRST, number=2)), (replace(FIRST, author="ada"),))

    assert [has_history(replace(ITEM, texts=of_item)) for of_item in texts] == [False, False, True, True]


def test_the_parts_hold_every_text_but_the_current_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_texts, "MAX_PART_CHARACTERS", 12)
    texts = (*(replace(FIRST, id=n, number=n, is_current=False) for n in (1, 2, 3)), replace(FIRST, id=4, number=4))

    parts = [json.loads(part)["texts"] for part in history_parts(replace(ITEM, texts=texts), lambda n: f"text {n}")]

    assert [[entry.get("text") for entry in part] for part in parts] == [["text 1", "text 2"], ["text 3", None]]
