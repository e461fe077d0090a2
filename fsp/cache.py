"""Caches of values that are expensive to read: each one an object that the module it belongs to owns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, current_app

Value = TypeVar("Value")


@dataclass(frozen=True)
class Cached(Generic[Value]):
    """A value, and the time it was read."""

    at: datetime
    value: Value


class Cache(Generic[Value]):
    """One value for each application, read again when it is older than `lasts`.

    There are no names: two caches cannot meet, and what comes out has the type that went in.
    """

    def __init__(self, *, lasts: timedelta) -> None:
        """Hold nothing yet."""
        self._lasts = lasts
        self._by_app: WeakKeyDictionary[Flask, Cached[Value]] = WeakKeyDictionary()

    def get(self, read: Callable[[], Value], now: datetime) -> Cached[Value]:
        """Return the value if it is young enough, otherwise read it."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        cached = self._by_app.get(app)
        # A clock that was put back makes a value of the future, which would last too long.
        if cached is None or not timedelta() <= now - cached.at < self._lasts:
            cached = self._by_app[app] = Cached(now, read())
        return cached
