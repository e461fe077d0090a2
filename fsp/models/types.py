"""Shared column types: values that every database can store, read back with their declared type."""

from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.types import TypeDecorator, TypeEngine

from fsp.clock import as_utc
from fsp.models import text_limits  # noqa: F401  (it listens for what is written)
from fsp.storable import cleaned
from fsp.stored import FIRST, MAX_SHOWN, UNDECODABLE, number_of, read_or, readable


class String(TypeDecorator[str]):
    """A text of bounded length, without characters that cannot be stored (see `storable`)."""

    impl = sqlalchemy.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Replace what PostgreSQL and the drivers refuse."""
        return cleaned(value) if isinstance(value, str) else value


class Text(TypeDecorator[str]):
    """A text of any length, without characters that cannot be stored."""

    impl = sqlalchemy.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Replace what PostgreSQL and the drivers refuse."""
        return cleaned(value) if isinstance(value, str) else value


class JsonObject(TypeDecorator[dict[str, Any]]):
    """A JSON object. Any other stored value is read as an object that shows it."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return an object."""
        return value if value is None or isinstance(value, dict) else {UNDECODABLE: str(value)[:MAX_SHOWN]}


class JsonObjects(TypeDecorator[list[dict[str, Any]]]):
    """A JSON list of objects. Other elements are left out."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return a list of objects."""
        if value is None:
            return None
        return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


class JsonTexts(TypeDecorator[list[str]]):
    """A JSON list of strings. Any other stored value is read as a list that shows it."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return a list of strings."""
        if value is None:
            return None
        if not isinstance(value, list):
            return [UNDECODABLE]
        return [part if isinstance(part, str) else UNDECODABLE for part in value]


class JsonNumbers(TypeDecorator[list[float]]):
    """A JSON list of numbers. Other elements are left out."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return a list of numbers."""
        if value is None:
            return None
        return readable(number_of, value) if isinstance(value, list) else []


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware UTC datetime, also on SQLite, which stores no zone. It refuses naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Parse SQLite's texts defensively, because SQLite stores any value in any column."""
        return dialect.type_descriptor(_SqliteMoment() if dialect.name == "sqlite" else DateTime(timezone=True))  # type: ignore[no-untyped-call]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert an aware datetime to UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime with a zone is needed, got {value!r}; use clock.utc_now()")
        moment = as_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware UTC datetime."""
        return None if value is None else as_utc(value)


class _SqliteMoment(DATETIME):
    """A datetime as SQLite stores it. An invalid one becomes the earliest possible, which is obviously wrong."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        read: Any = super().result_processor(dialect, coltype)
        return lambda value: None if value is None else read_or(FIRST, read, value)
