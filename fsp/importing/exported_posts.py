"""Restores posts that FSP exported. A project that still has them does not change."""

from typing import Any

from fsp.content.exported_state import ExportedState
from fsp.importing.file_values import FileValues, as_json
from fsp.importing.merge_result import Merge, TextAction
from fsp.models.item import Item, ItemState

_QUIET = frozenset({ItemState.UNPUBLISHED, ItemState.ARCHIVED})
"""States without publication that stay. A review belongs to its installation: its post becomes a draft."""


def merge_exported(merge: Merge, file: FileValues, exported: ExportedState) -> None:
    """Give a new post the state from the export. If it was published there, it is published here."""
    merge.values |= {"state": _state(file, exported), "published_at": exported.published_at}
    if exported.state == ItemState.PUBLISHED and merge.values["publish_at"] is None:
        merge.values["publish_at"] = exported.published_at


def is_as_exported(item: Item, file: FileValues) -> bool:
    """Return whether a post still matches its exported file."""
    exported = file.exported
    if exported is None or exported.state != item.state or as_json(file.publish_at) != as_json(item.publish_at):
        return False
    return exported.state == ItemState.PUBLISHED or file.held_because == item.held_because


def base_of(item: Item, merge: Merge, file: FileValues) -> dict[str, Any] | None:
    """Return the base of a post's next merge.

    An exported file contains FSP's state, not the author's file. Only the fields that were taken from it become the
    base, so the next merge compares the author's own versions.
    """
    if file.exported is None or not item.id:
        return file.record()
    if not item.imported:
        return file.record() if merge.changes else item.imported
    record = file.record()
    base = dict(item.imported)
    base["fields"] = base.get("fields", {}) | {
        name: value for name, value in record["fields"].items() if name in merge.values
    }
    unchanged = {
        "body_sha256": merge.text == TextAction.REPLACE,
        "images": merge.has_new_images or merge.text == TextAction.REPLACE,
        "slug": bool(merge.new_slug),
        **dict.fromkeys(("publish_at", "not_before", "held_because"), "state" in merge.values),
    }
    return base | {name: record[name] for name, is_taken in unchanged.items() if is_taken}


def _state(file: FileValues, exported: ExportedState) -> ItemState:
    if exported.state in _QUIET and not file.held_because:
        return ItemState(exported.state)
    if file.held_because or not exported.is_out:
        return ItemState.DRAFT
    if exported.state == ItemState.FAILED:
        return ItemState.FAILED
    has_time = file.publish_at is not None or exported.published_at is not None
    return ItemState.SCHEDULED if has_time else ItemState.DRAFT
