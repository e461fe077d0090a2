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
"""Digits of a count that is surely in range, and of milliseconds from 2001 to 2286."""


class Fields:
    """A hash as it was read.

    A missing field is empty. One that cannot be read is also empty, and listed in `undecodable`.
    """

    def __init__(self, raw: Mapping[bytes, bytes]) -> None:
        self._raw = raw
        self.undecodable: dict[str, str] = {}
        """The fields that could not be read: name → the beginning of what is there."""

    def text(self, name: str) -> str:
        """Return a text. Bytes that are not UTF-8 are replaced."""
        return text_of(self._raw.get(name.encode()))

    def read(self, name: str, read: Callable[[bytes], Value], default: Value) -> Value:
        """Return the value of a field; the default if it is missing, empty or undecodable."""
        raw = self._raw.get(name.encode())
        if not raw:
            return default
        try:
            return read(raw)
        except FAULTS:
            self.undecodable[name] = text_of(raw[:MAX_SHOWN])
            return default

    def count(self, name: str, default: int = 0) -> int:
        """Return a counter."""
        raw = self._raw.get(name.encode())
        if raw is not None and len(raw) < FEW_DIGITS and raw.isdigit():
            # The common case, kept fast because every claim reads some.
            return int(raw)
        return self.read(name, lambda raw: whole_of(raw, most=MAX_COUNT), default)

    def moment(self, name: str) -> datetime | None:
        """Return a timestamp in ISO 8601."""
        return self.read(name, moment_of, None)

    def milliseconds(self, name: str) -> datetime | None:
        """Return a timestamp in Unix milliseconds."""
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
