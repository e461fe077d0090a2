"""A project: a body of posts published together."""

from datetime import datetime
from typing import Any

from sqlalchemy import false
from sqlalchemy.orm import Mapped, mapped_column

from fsp.clock import utc_now
from fsp.models.types import JsonObjects, JsonTexts, String, Text, UtcDateTime
from fsp.stores import Model


class Project(Model):
    """A blog, newsletter or book. `slug` is its name in addresses and commands."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    platforms_before_destinations: Mapped[list[Any]] = mapped_column("platforms", JsonTexts, default=lambda: ["site"])
    """Where a process of an older version publishes during an update. Its destinations replace it."""
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    """The zone for dates without a zone in its files, and for dates on its site."""
    has_unicode_slugs: Mapped[bool] = mapped_column(default=False)
    """Whether slugs keep letters of any script instead of a Latin transliteration."""
    fetches_remote_images: Mapped[bool] = mapped_column(default=False)
    """Whether images on other servers are downloaded instead of linked."""
    accent: Mapped[str] = mapped_column(String(7), default="", server_default="")
    """The colour of links on its site, such as #0b5394; empty for the default."""
    logo: Mapped[str] = mapped_column(String(500), default="", server_default="")
    """The path of an image of the project; empty for none."""
    navigation: Mapped[list[dict[str, Any]]] = mapped_column(JsonObjects, default=list, server_default="[]")
    """The links at the top of its site: label and address of each. Empty for the pages of the site."""
    footer: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The text below every page of its site, in Markdown."""
    site_problem: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What is wrong with its own templates, so that the built-in ones are used; empty if nothing is."""
    required_approvals: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many reviewers must approve a post before it is scheduled or published; 0 for no reviews."""
    reviewer_role: Mapped[str] = mapped_column(String(20), default="operator", server_default="operator")
    """The role from which an account may review, unless `reviewers` names accounts."""
    reviewers: Mapped[list[str]] = mapped_column(JsonTexts, default=list, server_default="[]")
    may_approve_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether authors may approve their own texts."""
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When it was deleted. It can be restored until it is purged."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
