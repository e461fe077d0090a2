"""An idempotency key of the API: the request, and what it created."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import String, UtcDateTime
from fsp.stores import Model


class IdempotencyKey(Model):
    """One key of one client, valid for 24 hours. The hashes are SHA-256."""

    __tablename__ = "idempotency_keys"

    key_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(100))
    """The id of a job, the id of a post or the slug of a project."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)
