"""A project with destinations on a loopback server, and a way to run their jobs at a chosen time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.deliver import Delivered
from fsp.publishing.destinations import publication_at
from fsp.publishing.publish_item import publish_at, publish_item
from fsp.settings import Settings
from fsp.stores import db
from testbed.journal_platforms import list_journals
from testbed.platforms.journal import JournalServer

START = datetime(2026, 11, 30, 12, tzinfo=UTC)


@dataclass
class Journals:
    """A server with one destination for each platform, and the time."""

    server: JournalServer
    project: Project
    settings: Settings
    connection: redis.Redis
    now: datetime = START
    destinations: dict[str, Destination] = field(default_factory=dict)

    def add(self, platform: str = "journal", name: str = "", **columns: Any) -> Destination:
        """Add a destination that has been there for a month."""
        row = Destination(
            project_id=self.project.id,
            platform=platform,
            name=name or platform.capitalize(),
            settings={"url": self.server.url},
            created_at=START - timedelta(days=30),
            **columns,
        )
        db.session.add(row)
        db.session.commit()
        self.destinations[row.name] = row
        return row

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def hand_out(self, item: Item) -> None:
        """Run the job of the post."""
        publish_item(item.id, settings=self.settings, now=self.now)

    def deliver(self, item: Item, destination: Destination) -> Delivered:
        """Run the job of the post at a destination."""
        return publish_at(
            item.id, destination.id, settings=self.settings, connection=self.connection, clock=lambda: self.now
        )

    def publication(self, item: Item, destination: Destination) -> Publication:
        """Return the publication as it is in SQL."""
        return publication_at(item.id, destination)


@contextmanager
def journals(project: Project, settings: Settings, connection: redis.Redis) -> Iterator[Journals]:
    """Run the server."""
    list_journals()
    with JournalServer().running() as server:
        yield Journals(server, project, settings.model_copy(update={"destinations_allow_internal": True}), connection)
