"""What costs more than a moment to read is kept for a while by each web process; the page says how old it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar, cast

from flask import current_app

Value = TypeVar("Value")


@dataclass(frozen=True)
class Kept(Generic[Value]):
    """A value, and the moment it is of."""

    at: datetime
    value: Value


def kept(name: str, read: Callable[[], Value], now: datetime, *, lasts: timedelta) -> Kept[Value]:
    """Return the value of this name if it is young enough, else read it anew."""
    store = cast(dict[str, Kept[Value]], current_app.extensions.setdefault("fsp_kept", {}))
    found = store.get(name)
    if found is None or not timedelta() <= now - found.at < lasts:
        found = store[name] = Kept(now, read())
    return found
