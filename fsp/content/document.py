"""A post as its file describes it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.content.exported_state import ExportedState


@dataclass(frozen=True)
class Document:
    """One Markdown file: its front matter and its text."""

    title: str
    body: str = ""
    publish_at: datetime | None = None
    tags: tuple[str, ...] = ()
    summary: str = ""
    draft: bool = False
    """Whether its author holds it back."""
    slug: str | None = None
    brief: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    """Fields that FSP does not use, in a form that JSON can store."""
    held_because: str = field(default="", compare=False)
    """The reason why it is held back, for a note."""
    is_unlisted: bool = False
    expires_at: datetime | None = None
    not_before: datetime | None = field(default=None, compare=False)
    """The latest of its dates, which may be later than the date it shows; None without a date."""
    authors: tuple[str, ...] = ()
    cover: str = ""
    language: str = ""
    series: str = ""
    weight: float | None = None
    layout: str = ""
    canonical_url: str = ""
    modified_at: datetime | None = None
    aliases: tuple[str, ...] = ()
    """Old addresses, relative to the site, as written in the file."""
    exported: ExportedState | None = None
    """The state of the post when FSP exported it; None for files from elsewhere."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """Hints for the user about how the file was read."""
