"""The fields of a Redis hash, each read with its declared type."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fsp.clock import from_epoch
from fsp.stored import (
    FAULTS,
    MAX_COUNT,
    MAX_SHOWN,
    Value,
    list_of,
    moment_of,
    moment_of_epoch,
    object_of,
    text_of,
    whole_of,
)

FEW_DIGITS, DIGITS_OF_NOW = 10, 13
"""Of a count that is surely no larger, and of milliseconds from 2001 to 2286."""


class Fields:
    """A hash as it was read. What is missing is empty; what cannot be read is empty too, and in `undecodable`."""

    def __init__(self, raw: Mapping[bytes, bytes]) -> None:
        self._raw = raw
        self.undecodable: dict[str, str] = {}
        """The fields that could not be read: name → the beginning of what is there."""

    def text(self, name: str) -> str:
        """Return a text; what is no UTF-8 in it is replaced."""
        return text_of(self._raw.get(name.encode()))

    def read(self, name: str, read: Callable[[bytes], Value], default: Value) -> Value:
        """Return what is read from a field; the default for one that is missing, empty or undecodable."""
        raw = self._raw.get(name.encode())
        if not raw:
            return default
        try:
            return read(raw)
        except FAULTS:
            self.undecodable[name] = text_of(raw[:MAX_SHOWN])
            return default

    def count(self, name: str, default: int = 0) -> int:
        """Return how often something happened."""
        raw = self._raw.get(name.encode())
        if raw is not None and len(raw) < FEW_DIGITS and raw.isdigit():
            # As nearly all are; every claim reads some.
            return int(raw)
        return self.read(name, lambda raw: whole_of(raw, most=MAX_COUNT), default)

    def moment(self, name: str) -> datetime | None:
        """Return a moment in ISO 8601."""
        return self.read(name, moment_of, None)

    def milliseconds(self, name: str) -> datetime | None:
        """Return a moment in Unix milliseconds."""
        raw = self._raw.get(name.encode())
        if raw is not None and len(raw) == DIGITS_OF_NOW and raw.isdigit():
            return from_epoch(int(raw) / 1000)
        return self.read(name, lambda raw: moment_of_epoch(raw, per_second=1000), None)

    def object(self, name: str) -> dict[str, Any]:
        """Return a JSON object."""
        return self.read(name, object_of, {})

    def list(self, name: str) -> list[Any]:
        """Return a JSON list."""
        return self.read(name, list_of, [])
