"""A post: its fields, schedule and revisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.project import Project
from fsp.models.types import JsonObject, JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model

PAGE_LAYOUT = "page"
"""The layout of a page that is no post, such as "About", as most generators call it."""


class ItemState(StrEnum):
    """The state of a post. Its schedule is `publish_at`; this state is the consent to publish."""

    DRAFT = "draft"
    REVIEW = "review"
    """A review was asked for, and the post is not public."""
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    FAILED = "failed"
    UNPUBLISHED = "unpublished"
    """It was published, and a person took it down."""
    ARCHIVED = "archived"
    """Not public, and hidden from lists of work."""

    @property
    def words(self) -> str:
        """Return the state as what a post is, such as "a draft"."""
        return {ItemState.DRAFT: "a draft", ItemState.REVIEW: "in review"}.get(self, self.value)


CONSENTED = frozenset({ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.FAILED})
"""The states in which a post is wanted public.

A failed post was scheduled, and its dead letter may be replayed. Unscheduling it makes it a draft.
"""


class RevisionOrigin(StrEnum):
    """Who wrote a revision."""

    PERSON = "person"
    IMPORT = "import"
    GENERATED = "generated"


class Item(Model):
    """A post or chapter. `slug` is unique in its project. `current_revision_id` is the revision to publish."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("project_id", "slug"),
        Index("ix_items_state_publish_at", "state", "publish_at"),
        Index("ix_items_project_id_source_path", "project_id", "source_path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    slug: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(500))
    summary: Mapped[str] = mapped_column(Text, default="")
    brief: Mapped[str] = mapped_column(Text, default="")
    """The topic of a generated text."""
    tags: Mapped[list[Any]] = mapped_column(JsonTexts, default=list)
    state: Mapped[str] = mapped_column(String(20), default=ItemState.DRAFT)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was first published on all its platforms. Publishing again does not change it."""
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_items_current_revision_id", ondelete="SET NULL"),
        default=None,
    )
    source_path: Mapped[str | None] = mapped_column(String(500), default=None)
    """The imported file, relative to the imported folder. It identifies the post at the next import."""
    authors: Mapped[list[str]] = mapped_column(JsonTexts, default=list)
    cover: Mapped[str] = mapped_column(String(1000), default="")
    """The address of its cover image, as in its file."""
    language: Mapped[str] = mapped_column(String(35), default="")
    """A BCP 47 tag; empty for the project's language."""
    series: Mapped[str] = mapped_column(String(300), default="")
    weight: Mapped[float | None] = mapped_column(default=None)
    """Its position in the author's own order, lowest first."""
    layout: Mapped[str] = mapped_column(String(100), default="")
    canonical_url: Mapped[str] = mapped_column(String(2000), default="")
    modified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When its author last changed it, according to its file."""
    is_unlisted: Mapped[bool] = mapped_column(default=False)
    """Published at its address, but not listed in any index, tag page or feed."""
    held_because: Mapped[str] = mapped_column(Text, default="")
    """Why an import left it as a draft, in the words of its file; empty if it is not held back."""
    extra: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """Front matter fields that FSP does not use. An export writes them again."""
    imported: Mapped[dict[str, Any] | None] = mapped_column(JsonObject, default=None)
    """The values in its file at the last import: the base of the next three-way merge."""
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was deleted. It can be restored until it is purged."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)

    project: Mapped[Project] = relationship()
    current_revision: Mapped["Revision | None"] = relationship(foreign_keys=[current_revision_id], post_update=True)


class Revision(Model):
    """One text of a post, immutable. `number` counts from 1 within the post."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    """Markdown, without front matter."""
    origin: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(200), default="")
    """The user, or the provider and model that wrote it."""
    job_id: Mapped[str | None] = mapped_column(String(100), unique=True, default=None)
    """The job that wrote it. It is unique, so running a job twice stores one revision."""
    prompt_tokens: Mapped[int | None] = mapped_column(default=None)
    """Tokens of the request, as the language model counted them; None for other texts."""
    completion_tokens: Mapped[int | None] = mapped_column(default=None)
    """Tokens of the response."""
    fields: Mapped[dict[str, Any] | None] = mapped_column(JsonObject, default=None)
    """The title, summary, tags and details of the post with this text; None if they were not recorded."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    item: Mapped[Item] = relationship(foreign_keys=[item_id])
