"""The revisions of a post, as JSON files in the archive."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from fsp.clock import as_utc
from fsp.content.exported_project import ExportedItem, ExportedText

MAX_PART_CHARACTERS = 8_000_000
"""The size limit of one file, so that every file can be read in memory."""


def has_history(item: ExportedItem) -> bool:
    """Return whether the revisions of a post contain more than its file: older texts, or their authors."""
    return len(item.texts) > 1 or any(text.origin != "import" or text.author or text.number != 1 for text in item.texts)


def history_parts(item: ExportedItem, read_text: Callable[[int], str]) -> Iterator[bytes]:
    """Yield the files of a post's revisions. The text of the current revision is in the post's own file."""
    part: list[dict[str, Any]] = []
    size = 0
    for text in item.texts:
        entry = _entry(text, read_text)
        if part and size + len(entry.get("text", "")) > MAX_PART_CHARACTERS:
            yield _written(part)
            part, size = [], 0
        part.append(entry)
        size += len(entry.get("text", ""))
    yield _written(part)


def _entry(text: ExportedText, read_text: Callable[[int], str]) -> dict[str, Any]:
    about = {
        "number": text.number,
        "origin": text.origin,
        "author": text.author,
        "createdAt": as_utc(text.created_at).isoformat(),
        "isCurrent": text.is_current,
    }
    about |= {} if text.fields is None else {"fields": text.fields}
    return about if text.is_current else about | {"text": read_text(text.id)}


def _written(part: list[dict[str, Any]]) -> bytes:
    return json.dumps({"texts": part}, indent=1, ensure_ascii=False).encode()
