"""Restores the revisions of an exported post, with their numbers and authors."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fsp.clock import as_utc
from fsp.content.revision_fields import FIELDS
from fsp.errors import InvalidInput
from fsp.importing.file_values import FileValues
from fsp.importing.source import Source
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.storable import cleaned
from fsp.stores import db

MAX_AUTHOR_CHARACTERS = 200
MAX_NUMBER = 2**31 - 1


def add_earlier_texts(item: Item, file: FileValues, source: Source) -> list[str]:
    """Add the exported revisions to a new post; return a note for each file that cannot be read."""
    notes: list[str] = []
    entries = [entry for name in (file.exported.texts if file.exported else ()) for entry in _read(source, name, notes)]
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    numbers = {entry["number"] for entry in entries}
    if current is not None and entries:
        # Move the current revision out of the way of the restored numbers.
        current_entry = next((entry for entry in entries if entry["is_current"]), None)
        current.number = current_entry["number"] if current_entry else max(numbers) + 1
        if current_entry:
            for name in ("origin", "author", "created_at", "fields"):
                setattr(current, name, current_entry[name])
        db.session.flush()
    used_numbers = set(db.session.scalars(select(Revision.number).where(Revision.item_id == item.id)))
    for entry in entries:
        if not entry["is_current"] and entry["number"] not in used_numbers:
            used_numbers.add(entry["number"])
            values = {name: value for name, value in entry.items() if name != "is_current"}
            db.session.add(Revision(item_id=item.id, **values))
    return notes


def _read(source: Source, name: str, notes: list[str]) -> Iterator[dict[str, Any]]:
    try:
        texts = json.loads(source.read(name))["texts"]
        yield from [_entry(text) for text in texts]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError, InvalidInput):
        notes.append(f'its earlier revisions in "{name}" are missing or damaged and were skipped.')


def _entry(text: dict[str, Any]) -> dict[str, Any]:
    number = int(text["number"])
    if not 0 < number <= MAX_NUMBER:
        raise ValueError(number)
    return {
        "number": number,
        "origin": RevisionOrigin(text["origin"]),
        "author": cleaned(str(text["author"]))[:MAX_AUTHOR_CHARACTERS],
        "created_at": as_utc(datetime.fromisoformat(text["createdAt"])),
        "is_current": bool(text["isCurrent"]),
        "fields": _fields(text["fields"]) if isinstance(text.get("fields"), dict) else None,
        "body": "" if text["isCurrent"] else cleaned(str(text["text"])),
    }


def _fields(written: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a post that a revision keeps, without unknown ones."""
    fields: dict[str, Any] = {}
    for name in FIELDS.keys() & written.keys():
        value = written[name]
        if isinstance(value, list):
            fields[name] = [cleaned(str(part)) for part in value]
        elif isinstance(value, bool | str):
            fields[name] = cleaned(value) if isinstance(value, str) else value
    return fields
