"""A project: a body of work published together."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.extensions import Model
from fsp.models.types import JsonTexts, String, Text, UtcDateTime


class Project(Model):
    """A blog, a newsletter or a book in parts; `slug` is its name in addresses and commands."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    platforms: Mapped[list[Any]] = mapped_column(JsonTexts, default=lambda: ["site"])
    """The names of the platforms its items are published to."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
