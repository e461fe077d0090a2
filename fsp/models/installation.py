"""The identity of this installation: one row. By it a copy of the database is recognised."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model

ONLY_ROW = 1


class Installation(Model):
    """The identity, the server where it lives, and when it last worked."""

    __tablename__ = "installations"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    identity: Mapped[str] = mapped_column(String(32))
    """Random. Redis and the data folder have the same."""
    database: Mapped[str] = mapped_column(String(100), default="")
    """The database that it was created in; empty for SQLite, whose file is in the data folder."""
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    """When it last worked. Redis and the data folder remember it too."""
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    adopted_by: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
