"""Converts snapshots, states and entries to JSON for their rows, and back without loss."""

import logging
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from fsp.alerts.message import Entry
from fsp.alerts.watch_state import WatchState
from fsp.conditions.snapshot import Snapshot
from fsp.stored import MAX_SHOWN

log = logging.getLogger(__name__)

_SNAPSHOT = TypeAdapter(Snapshot)
_STATE = TypeAdapter(WatchState)
_ENTRY = TypeAdapter(Entry)

EXPLANATIONS = {"alerts", "errors", "deploys", "day"}


def snapshot_to_json(snapshot: Snapshot) -> dict[str, Any]:
    """Serialise the facts that rules use. Facts that only explain findings are left out."""
    json = _SNAPSHOT.dump_python(snapshot, mode="json", exclude_defaults=True, exclude=EXPLANATIONS)
    return cast(dict[str, Any], json)


def snapshot_from_json(stored: dict[str, Any]) -> Snapshot:
    """Read a snapshot."""
    return _SNAPSHOT.validate_python(stored)


def state_to_json(state: WatchState) -> dict[str, Any]:
    """Serialise a state."""
    return cast(dict[str, Any], _STATE.dump_python(state, mode="json"))


def state_from_json(stored: dict[str, Any]) -> WatchState:
    """Read a state. One that cannot be read starts empty, so that the others are still evaluated."""
    try:
        return _STATE.validate_python(stored)
    except ValidationError as error:
        log.warning("an alert's state cannot be read", extra={"error": str(error)[:MAX_SHOWN]})
        return WatchState()


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Serialise an entry."""
    return cast(dict[str, Any], _ENTRY.dump_python(entry, mode="json"))


def entry_from_json(stored: dict[str, Any]) -> Entry:
    """Read an entry."""
    return _ENTRY.validate_python(stored)
