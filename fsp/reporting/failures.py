"""Reads what failed in a period, grouped by cause: dead letters, and publications that wait for a person."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fsp.jobs.fingerprint import fingerprint
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.reporting.facts import Cause
from fsp.stores import db

MAX_ERROR_CHARACTERS = 300
_FOR_A_PERSON = (PublicationState.HELD, PublicationState.UNKNOWN, PublicationState.EDITED)


@dataclass(frozen=True)
class Failure:
    """One failure. Those with the same `cause` belong together."""

    cause: tuple[str, str]
    at: datetime
    place: str
    error: str
    is_open: bool


def failures(project_id: int | None, since: datetime, until: datetime) -> list[Failure]:
    """Return what failed in the span, oldest first."""
    both = [*_dead_letters(project_id, since, until), *_for_a_person(project_id, since, until)]
    return sorted(both, key=lambda failure: failure.at)


def causes(of: list[Failure]) -> list[Cause]:
    """Group failures by cause, the most frequent first."""
    groups: dict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in of:
        groups[failure.cause].append(failure)
    lines = [
        Cause(
            subject=subject,
            count=len(group),
            is_open=any(failure.is_open for failure in group),
            places=tuple(sorted({failure.place for failure in group if failure.place})),
            first_at=group[0].at,
            last_at=group[-1].at,
            error=group[-1].error,
        )
        for (subject, _), group in groups.items()
    ]
    return sorted(lines, key=lambda cause: (-cause.count, cause.last_at, cause.error))


def _dead_letters(project_id: int | None, since: datetime, until: datetime) -> Iterator[Failure]:
    letter = DeadLetterQueue
    columns = (letter.job_type, letter.fingerprint, letter.error_class, letter.error_message)
    rows = db.session.execute(
        select(*columns, letter.arguments, letter.state, letter.buried_at)
        .where(letter.buried_at >= since, letter.buried_at < until)
        .order_by(letter.buried_at, letter.id)
    ).all()
    subjects = _Subjects(project_id)
    for row in rows:
        if not subjects.has(row.arguments):
            continue
        yield Failure(
            cause=(row.job_type, row.fingerprint),
            at=row.buried_at,
            place=subjects.place_of(row.arguments),
            error=_one_line(f"{row.error_class}: {row.error_message}"),
            is_open=row.state == DeadLetterState.DEAD,
        )


def _for_a_person(project_id: int | None, since: datetime, until: datetime) -> Iterator[Failure]:
    rows = db.session.execute(
        select(Publication.state, Publication.held_because, Publication.error, Publication.updated_at, Destination.name)
        .join(Item, Item.id == Publication.item_id)
        .outerjoin(Destination, Destination.id == Publication.destination_id)
        .where(
            Publication.state.in_(_FOR_A_PERSON),
            Publication.updated_at >= since,
            Publication.updated_at < until,
            Item.deleted_at.is_(None),
            *([Item.project_id == project_id] if project_id is not None else []),
        )
        .order_by(Publication.updated_at, Publication.id)
    )
    for state, held_because, error, updated_at, name in rows:
        reason = held_because or error
        yield Failure((state, fingerprint("", reason)), updated_at, name or "", _one_line(reason), is_open=True)


class _Subjects:
    """What the arguments of jobs name: a project or one of its posts, and a destination."""

    def __init__(self, project_id: int | None) -> None:
        self._is_all = project_id is None
        self._slug = db.session.scalar(select(Project.slug).where(Project.id == project_id))
        of_project = select(Item.id).where(Item.project_id == project_id)
        self._items = frozenset() if self._is_all else frozenset(db.session.scalars(of_project))
        self._names = dict(db.session.execute(select(Destination.id, Destination.name)).all())

    def has(self, arguments: dict[str, Any]) -> bool:
        """Return whether the job belongs to the project."""
        slug = arguments.get("project")
        if self._is_all or (isinstance(slug, str) and slug):
            return self._is_all or slug == self._slug
        item_id = arguments.get("item_id")
        return isinstance(item_id, int) and item_id in self._items

    def place_of(self, arguments: dict[str, Any]) -> str:
        """Return the name of the destination, if there is one."""
        destination_id = arguments.get("destination_id")
        return self._names.get(destination_id, "") if isinstance(destination_id, int) else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_ERROR_CHARACTERS]
