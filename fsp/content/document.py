"""A post as its file says it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.content.exported_state import ExportedState


@dataclass(frozen=True)
class Document:
    """One Markdown file: what its front matter says, and its text."""

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
    """Fields that FSP does not use, as JSON can hold them."""
    held_because: str = field(default="", compare=False)
    """What says that it is held back, for a note."""
    is_unlisted: bool = False
    expires_at: datetime | None = None
    not_before: datetime | None = field(default=None, compare=False)
    """The latest of its dates, which may lie ahead of the one it shows; None for one without a date."""
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
    """Its state where FSP exported it; None for a file of another origin."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What a person should know of how the file was read."""
