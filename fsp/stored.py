"""Reads stored values: each has its declared type or is undecodable.

Other tools, other versions and people also write into Redis and SQL, and files get damaged. A value that cannot be read
is named and shown as such. It never breaks a page, a worker or a job.
"""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic_core import from_json

from fsp.clock import as_utc, from_epoch

Raw = bytes | str | None
Line = TypeVar("Line")
Value = TypeVar("Value")

UNDECODABLE = "(undecodable)"
"""Shown in place of a value that cannot be read."""

MAX_SHOWN = 200
MAX_WHOLE = 2**63 - 1
MAX_COUNT = 2**31 - 1
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""FSP never writes timestamps outside this range, and calendars end soon after it."""


class Undecodable(ValueError):
    """A stored value does not have its declared type."""


FAULTS = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)
"""The exceptions that reading a value of an unexpected form can raise."""


def text_of(raw: Raw) -> str:
    """Return a text. Bytes that are not UTF-8 are replaced."""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw or ""


def exact_text_of(raw: bytes) -> str:
    """Return a text that `raw_of` converts back to the same bytes, even if they are not UTF-8."""
    return raw.decode("utf-8", "surrogateescape")


def raw_of(text: str) -> bytes:
    """Return the bytes that `exact_text_of` converted to a text."""
    return text.encode("utf-8", "surrogateescape")


def whole_of(raw: Any, *, most: int = MAX_WHOLE) -> int:
    """Return an integer; raise Undecodable for anything else, or for one that is larger than any store allows."""
    try:
        number = int(raw)
    except FAULTS:
        raise Undecodable(f"no whole number: {raw!r:.60}") from None
    if not -most - 1 <= number <= most:
        raise Undecodable(f"no number that can be stored: {raw!r:.60}")
    return number


def number_of(raw: Any) -> float:
    """Return a finite number; raise Undecodable for anything else."""
    try:
        number = float(raw)
    except FAULTS:
        raise Undecodable(f"no number: {raw!r:.60}") from None
    if not math.isfinite(number):
        raise Undecodable(f"no finite number: {raw!r:.60}")
    return number


def moment_of(raw: Raw) -> datetime:
    """Return a timestamp in ISO 8601, in UTC unless it has a zone; raise Undecodable for anything else."""
    try:
        return _within(as_utc(datetime.fromisoformat(text_of(raw))))
    except FAULTS:
        raise Undecodable(f"no moment: {raw!r:.60}") from None


def moment_of_epoch(raw: Any, *, per_second: int = 1) -> datetime:
    """Return the time of a Unix timestamp, in seconds or in fractions of them; raise Undecodable for anything else."""
    try:
        return _within(from_epoch(number_of(raw) / per_second))
    except FAULTS:
        raise Undecodable(f"no Unix time: {raw!r:.60}") from None


def object_of(raw: Raw) -> dict[str, Any]:
    """Return a JSON object; raise Undecodable for anything else."""
    return _json_of(raw, dict)


def list_of(raw: Raw) -> list[Any]:
    """Return a JSON list; raise Undecodable for anything else."""
    return _json_of(raw, list)


def json_of(raw: Raw) -> Any:
    """Return the value of a JSON text; raise Undecodable for anything else."""
    try:
        return loaded(raw or "")
    except FAULTS:
        raise Undecodable(f"no JSON: {raw!r:.60}") from None


def loaded(text: bytes | str) -> Any:
    """Return the value of a JSON text as `json.loads` does, in half its time for the usual; raise ValueError."""
    try:
        return from_json(text)
    except (ValueError, TypeError):
        # It refuses deep lists, and halves of characters.
        return json.loads(text)


def counts_of(fields: Mapping[bytes, bytes]) -> dict[str, int]:
    """Return a hash of counters, without invalid ones."""
    return dict(readable(lambda field: (text_of(field[0]), whole_of(field[1])), fields.items()))


def whole_numbers_of(counts: Any) -> dict[str, int]:
    """Return a JSON object of integers, without other values."""
    items = counts.items() if isinstance(counts, dict) else ()
    return dict(readable(lambda count: (str(count[0]), whole_of(count[1])), items))


def readable(read: Callable[[Line], Value], lines: Iterable[Line]) -> list[Value]:
    """Return the value of each line, without lines that cannot be read."""
    values = []
    for line in lines:
        try:
            values.append(read(line))
        except FAULTS:
            continue
    return values


def read_or(default: Value, read: Callable[[Any], Value], raw: Any) -> Value:
    """Return the parsed value, or the default if it cannot be read."""
    try:
        return read(raw)
    except FAULTS:
        return default


def _within(moment: datetime) -> datetime:
    if not FIRST <= moment <= LAST:
        raise Undecodable(f"no moment FSP ever wrote: {moment.isoformat()}")
    return moment


def _json_of(raw: Raw, kind: type[Value]) -> Value:
    value = json_of(raw)
    if not isinstance(value, kind):
        raise Undecodable(f"JSON, but no {kind.__name__}: {raw!r:.60}")
    return value
