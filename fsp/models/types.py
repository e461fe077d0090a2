"""Column types the models share."""

from datetime import datetime

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

from fsp.clock import as_utc


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also on SQLite, which stores no zone; refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime with a zone is needed, got {value!r}; use clock.utc_now()")
        moment = as_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware UTC datetime."""
        return None if value is None else as_utc(value)
