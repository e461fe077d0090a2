"""The posts of a chaos run of publishing, what a person does with them, and what the schedule does each minute."""

import re
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from bench.chaos.blind_retries import number_in
from bench.chaos.extent import extent
from bench.chaos.stage import Stage
from fsp.clock import utc_now
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.revisions import add_current_revision
from fsp.core import current_settings
from fsp.errors import Conflict
from fsp.handlers.due_publication_sweep import sweep_due_publications
from fsp.models.destination import SITE
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.decisions import send_now
from fsp.publishing.schedule import publish_now
from fsp.publishing.take_down import delete_item, unpublish_item
from fsp.stores import db, reading
from testbed.places import Place

SWEEP_SECONDS = extent(5, 15)
_TOKEN = re.compile(r"token(\d+)x(\d+)v")
_OPEN = (PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.REMOVING, PublicationState.FAILED)


@dataclass
class Work:
    """The posts by number, with the version that each should show, and those that were taken down."""

    stage: Stage
    items: dict[int, int]
    """The id of each post."""
    running: list[Place]
    versions: dict[int, int] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    _swept_at: float = 0.0

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of all posts."""
        return list(self.items)

    def is_current(self, text: str) -> bool:
        """Return whether a text is the last version of its post, and no other."""
        number = number_in(text)
        return {int(token[2]) for token in _TOKEN.finditer(text)} == {self.versions.get(number, 0)}

    def unknown_at(self, place: Place) -> set[int]:
        """Return the posts that a person is asked about at a place."""
        ids = db.session.scalars(
            select(Publication.item_id).where(
                Publication.platform == place.platform, Publication.state == PublicationState.UNKNOWN
            )
        ).all()
        db.session.commit()
        return {number for number, item_id in self.items.items() if item_id in ids}

    def sweep(self) -> bool:
        """Do what the schedule does each minute, here every few seconds, and send again what was refused."""
        if time.monotonic() - self._swept_at > SWEEP_SECONDS:
            try:
                sweep_due_publications()
                _send_again(self.stage)
            except OperationalError:
                # SQLite was locked for longer than it waits. The schedule's job fails then, too, and the next one runs.
                db.session.rollback()
            self._swept_at = time.monotonic()
        time.sleep(0.2)
        return True


def add_posts(running: list[Place], count: int, *, title: str = "Chaos") -> dict[int, int]:
    """Add a project with these places and posts, which are due later; return the id of each post by its number."""
    project = create_project(ProjectText(title))
    settings = current_settings()
    for place in running:
        place.add_to(project, settings)
    items = {}
    for number in range(count):
        item = Item(project_id=project.id, slug=f"post-{number}", title=_title(number, 0))
        item.state, item.publish_at = ItemState.SCHEDULED, utc_now() + timedelta(days=1)
        db.session.add(item)
        db.session.flush()
        add_current_revision(item, f"Text of {number}.", RevisionOrigin.PERSON)
        items[number] = item.id
    db.session.commit()
    return items


def due_now() -> None:
    """Let all posts be due."""
    db.session.execute(update(Item).values(publish_at=utc_now()))
    db.session.commit()


def edit(work: Work, count: int) -> None:
    """Edit posts at random, some several times, and publish them again."""
    for _ in range(count):
        number = work.stage.chance.choice(work.numbers)
        work.versions[number] = work.versions.get(number, 0) + 1
        _until_unlocked(lambda number=number: _edit(work, number))  # type: ignore[misc]
        work.sweep()


def take_down(work: Work, count: int) -> None:
    """Unpublish and delete posts, by turns."""
    for index, number in enumerate(work.stage.chance.sample(work.numbers, min(count, len(work.numbers)))):
        step = unpublish_item if index % 2 else delete_item
        _until_unlocked(lambda number=number, step=step: _take_down(work, number, step))  # type: ignore[misc]
        work.removed.add(number)
        work.sweep()


def _edit(work: Work, number: int) -> None:
    item = db.session.get_one(Item, work.items[number], populate_existing=True)
    item.title = _title(number, work.versions[number])
    add_current_revision(item, f"Text of {number}, edited.", RevisionOrigin.PERSON)
    db.session.commit()
    publish_now(item, connection=work.stage.connection, now=utc_now())


def _take_down(work: Work, number: int, step: Callable[[Item], None]) -> None:
    item = db.session.get_one(Item, work.items[number], populate_existing=True)
    with suppress(Conflict):
        # It was taken down by the attempt before.
        step(item)


def _until_unlocked(step: Callable[[], None]) -> None:
    """Take a step of a person, again while SQLite is locked for longer than it waits."""
    while True:
        try:
            return step()
        except OperationalError:
            db.session.rollback()


def open_publications(work: Work) -> int:
    """Return how many publications outside are not as wanted yet."""
    with reading():
        count = db.session.scalar(
            select(func.count())
            .select_from(Publication)
            .join(Item)
            .where(Publication.platform != SITE, Publication.due_at.is_not(None), Publication.state.in_(_OPEN))
        )
        scheduled = db.session.scalar(select(func.count()).select_from(Item).where(Item.state == ItemState.SCHEDULED))
    return (count or 0) + (scheduled or 0) * len(work.running)


def publications_in(state: PublicationState) -> int:
    """Return how many publications are in a state."""
    with reading():
        count = db.session.scalar(select(func.count()).select_from(Publication).where(Publication.state == state))
    return count or 0


def delays() -> dict[str, list[float]]:
    """Return the seconds from due to live of each publication, by platform."""
    rows = db.session.execute(
        select(Publication.platform, Publication.due_at, Publication.live_at).where(
            Publication.platform != SITE, Publication.live_at.is_not(None), Publication.due_at.is_not(None)
        )
    ).all()
    db.session.commit()
    seconds = defaultdict(list)
    for platform, due_at, live_at in rows:
        if due_at and live_at:
            seconds[platform].append((live_at - due_at).total_seconds())
    return dict(seconds)


def _send_again(stage: Stage) -> None:
    """Do what a person does about posts that a platform refused."""
    rows = db.session.scalars(
        select(Publication).where(Publication.platform != SITE, Publication.state == PublicationState.FAILED)
    ).all()
    db.session.commit()
    for row in rows:
        try:
            send_now(row, connection=stage.connection, now=row.due_at or utc_now())
        except Conflict:
            continue


def _title(number: int, version: int) -> str:
    return f"Post token{number}x{version}v"
