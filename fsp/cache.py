"""Caches of expensive values. Each cache is an object owned by its module."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, current_app

Value = TypeVar("Value")


@dataclass(frozen=True)
class Cached(Generic[Value]):
    """A value, and when it was read."""

    at: datetime
    value: Value


class Cache(Generic[Value]):
    """One value per application, read again when it is older than `lasts`.

    Caches have no names, so two of them cannot collide, and a cached value keeps its type.
    """

    def __init__(self, *, lasts: timedelta) -> None:
        """Start empty."""
        self._lasts = lasts
        self._by_app: WeakKeyDictionary[Flask, Cached[Value]] = WeakKeyDictionary()

    def get(self, read: Callable[[], Value], now: datetime) -> Cached[Value]:
        """Return the cached value if it is recent enough, otherwise read it."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        cached = self._by_app.get(app)
        # After a clock is set back the value appears to be from the future and would be cached too long.
        if cached is None or not timedelta() <= now - cached.at < self._lasts:
            cached = self._by_app[app] = Cached(now, read())
        return cached
