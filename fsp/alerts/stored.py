"""Readings, memories and entries as JSON for their rows, and back, unchanged."""

import logging
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from fsp.alerts.message import Entry
from fsp.alerts.reading import Reading
from fsp.alerts.watch_state import WatchState
from fsp.stored import MAX_SHOWN

log = logging.getLogger(__name__)

_READING = TypeAdapter(Reading)
_MEMORY = TypeAdapter(WatchState)
_ENTRY = TypeAdapter(Entry)


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """Write a reading."""
    return cast(dict[str, Any], _READING.dump_python(reading, mode="json"))


def reading_from_json(stored: dict[str, Any]) -> Reading:
    """Read a reading."""
    return _READING.validate_python(stored)


def state_to_json(memory: WatchState) -> dict[str, Any]:
    """Write a memory."""
    return cast(dict[str, Any], _MEMORY.dump_python(memory, mode="json"))


def state_from_json(stored: dict[str, Any]) -> WatchState:
    """Read a memory; one that cannot be read is begun again, so that the other causes are judged all the same."""
    try:
        return _MEMORY.validate_python(stored)
    except ValidationError as error:
        log.warning("an alert's memory cannot be read", extra={"error": str(error)[:MAX_SHOWN]})
        return WatchState()


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Write an entry."""
    return cast(dict[str, Any], _ENTRY.dump_python(entry, mode="json"))


def entry_from_json(stored: dict[str, Any]) -> Entry:
    """Read an entry."""
    return _ENTRY.validate_python(stored)
