"""Noticing that the tables moved under a process that runs: it would fail job after job, and look healthy."""

import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from fsp.health.schema import require_schema

CHECKED_EVERY_SECONDS = 15.0


class SchemaWatch:
    """Checks the tables every 15 s; for processes that have checked them when they started."""

    def __init__(self, app: Flask, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app, self._monotonic = app, monotonic
        self._checked_at = monotonic()

    def require(self) -> None:
        """Raise WrongSchema, which says what to do, if the tables are those of another version by now."""
        if self._monotonic() - self._checked_at < CHECKED_EVERY_SECONDS:
            return
        self._checked_at = self._monotonic()
        with self._app.app_context():
            try:
                require_schema()
            except SQLAlchemyError:
                # A database that is down has its own check, and is waited for.
                return
