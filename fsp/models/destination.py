"""Destinations: the places where a project publishes, each with its settings and encrypted credentials."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, ForeignKey, Integer, UniqueConstraint, event, insert
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from fsp.clock import utc_now
from fsp.models.project import Project
from fsp.models.types import JsonObject, JsonObjects, String, Text, UtcDateTime
from fsp.stores import Model

SITE = "site"
"""The platform of the built-in site. A project has at most one destination of it."""
MAX_LABEL_CHARACTERS = 120


class AfterLate(StrEnum):
    """What happens to a post that is later than its destination wants."""

    HOLD = "hold"
    """It waits for a person."""
    SEND = "send"


class AfterEdit(StrEnum):
    """What an update does to a post that somebody changed at its destination since FSP wrote it."""

    ASK = "ask"
    """It waits for a person."""
    OVERWRITE = "overwrite"


class Destination(Model):
    """One account on one platform, for one project. `name` is unique in its project."""

    __tablename__ = "destinations"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(100))
    settings: Mapped[dict[str, Any]] = mapped_column(JsonObject, default=dict)
    """The platform's settings, without secrets."""
    credentials: Mapped[str | None] = mapped_column(Text, default=None)
    """The platform's secrets as JSON, encrypted. Nothing outside `fsp.destinations.credentials` reads them."""
    credentials_expire_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    expiry_source: Mapped[str] = mapped_column(String(200), default="")
    """Who said when the credentials expire: `token`, `platform`, or `person:` and the account that entered it."""
    text_template: Mapped[str] = mapped_column(Text, default="")
    """The template of the short text; empty for the platform's default."""
    # Without `evaluates_none`, None would be stored as the default.
    max_lateness_seconds: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=3600)
    """How late a post is still wanted; None for any lateness."""
    after_late: Mapped[str] = mapped_column(String(10), default=AfterLate.HOLD)
    after_edit: Mapped[str] = mapped_column(String(10), default=AfterEdit.ASK)
    """What an update does to a post that somebody changed there."""
    sends_older_posts: Mapped[bool] = mapped_column(default=False)
    """Whether posts that were due before the destination was added, or came by import, are published here too."""
    # Without `evaluates_none`, None would be stored as the default.
    alert_after_seconds: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=300)
    """From which delay on posts count as late; None to report no late posts."""
    rate_units: Mapped[int | None] = mapped_column(default=None)
    """The maximum number of posts in `rate_window_seconds`; None for the platform's published rate."""
    rate_window_seconds: Mapped[int | None] = mapped_column(default=None)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    paused_by: Mapped[str] = mapped_column(String(200), default="")
    pause_reason: Mapped[str] = mapped_column(String(500), default="")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    check_results: Mapped[list[dict[str, Any]]] = mapped_column(JsonObjects, default=list)
    """What the last test of the account saw: name, is_ok, seen and fix of each check."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    """When a person removed it. Its publications stay as a record; nothing is sent to it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

    project: Mapped[Project] = relationship()


class DestinationUpload(Model):
    """An image that was uploaded to a destination, so that it is uploaded once."""

    __tablename__ = "destination_uploads"
    __table_args__ = (UniqueConstraint("destination_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    destination_id: Mapped[int] = mapped_column(ForeignKey("destinations.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(String(1000))
    url: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


def label_of(platform: str, project_slug: str, name: str) -> str:
    """Return a name such as garden/Company blog; `site` for every built-in site, as it has always been."""
    return SITE if platform == SITE else f"{project_slug}/{name}".replace("|", " ")[:MAX_LABEL_CHARACTERS]


def site_values(project_id: int) -> dict[str, Any]:
    """Return the columns of a project's built-in site: it takes every post, however late."""
    return {
        "project_id": project_id,
        "platform": SITE,
        "name": "Site",
        "max_lateness_seconds": None,
        "after_late": AfterLate.SEND,
        "sends_older_posts": True,
    }


@event.listens_for(Project, "after_insert")
def _add_site(mapper: Mapper[Project], connection: Connection, project: Project) -> None:  # noqa: ARG001
    """Create the site of each new project, whether a page, the API, a command or an import creates the project."""
    connection.execute(insert(Destination).values(**site_values(project.id)))
