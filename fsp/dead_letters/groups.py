"""Error groups: dead letters by fingerprint, with job types, versions, and whether the error is new."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select

from fsp.dead_letters.newness import Deploy, new_in_version, new_since
from fsp.dead_letters.selection import Selection, conditions
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark
from fsp.stores import db, end_reading

MAX_GROUPS = 100
MAX_MARKS = 100


@dataclass(frozen=True)
class LetterGroup:
    """An error group. `versions` are code versions, oldest first; `sample` is the newest dead letter.

    A group is new since the last deploy if no job failed with this error before it; or, in the current version, if no
    other version failed with it, although another version did run.
    """

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    job_types: tuple[str, ...]
    versions: tuple[str, ...]
    sample: DeadLetterQueue
    since_deploy: Deploy | None
    """The deploy that introduced the error; None if it is older than the last deploy."""

    @property
    def is_new(self) -> bool:
        """Return whether the error is new since the last deploy."""
        return self.since_deploy is not None

    @property
    def error(self) -> str:
        """Return the newest error, in one line."""
        return f"{self.sample.error_class}: {self.sample.error_message}"


def read_groups(
    selection: Selection, *, version: str, limit: int = MAX_GROUPS, marks: Sequence[DeployMark] | None = None
) -> list[LetterGroup]:
    """Return the groups of a selection, largest first. `version` is the current code version.

    `marks` are the last deploys, oldest first. They are read if they are not passed.
    """
    rows = db.session.execute(_largest(selection, limit)).all()
    causes = _causes_of([sample.fingerprint for sample, *_ in rows]) if rows else {}
    if rows and marks is None:
        newest = select(DeployMark).order_by(DeployMark.at.desc(), DeployMark.id.desc()).limit(MAX_MARKS)
        marks = list(reversed(db.session.scalars(newest).all()))
    end_reading()
    return [
        LetterGroup(
            fingerprint=sample.fingerprint,
            count=count,
            first_at=first_at,
            last_at=last_at,
            job_types=tuple(sorted(causes[sample.fingerprint].types)),
            versions=tuple(causes[sample.fingerprint].versions),
            sample=sample,
            since_deploy=_since_deploy(causes[sample.fingerprint], version, marks or ()),
        )
        for sample, count, first_at, last_at in rows
    ]


def _largest(selection: Selection, limit: int) -> Select[DeadLetterQueue, int, datetime, datetime]:
    letter, number = DeadLetterQueue, func.count(DeadLetterQueue.id)
    groups = (
        select(
            func.max(letter.id).label("newest_id"),
            number.label("count"),
            func.min(letter.buried_at).label("first_at"),
            func.max(letter.buried_at).label("last_at"),
        )
        .where(*conditions(selection))
        .group_by(letter.fingerprint)
        .order_by(number.desc(), letter.fingerprint)
        .limit(limit)
        .subquery()
    )
    return (
        select(letter, groups.c.count, groups.c.first_at, groups.c.last_at)
        .join(groups, groups.c.newest_id == letter.id)
        .order_by(groups.c.count.desc(), letter.fingerprint)
    )


def count_groups(selection: Selection) -> int:
    """Return the number of error groups."""
    groups = db.session.scalar(select(func.count(DeadLetterQueue.fingerprint.distinct())).where(*conditions(selection)))
    end_reading()
    return groups or 0


@dataclass
class _Cause:
    """Everything known about an error, across all states, and about all dead letters."""

    first_at: datetime
    oldest_at: datetime
    """The time of the first dead letter of any kind."""
    known_versions: frozenset[str]
    """The first and the last version among the dead letters."""
    types: set[str] = field(default_factory=set)
    versions: list[str] = field(default_factory=list)


def _causes_of(fingerprints: list[str]) -> dict[str, _Cause]:
    letter = DeadLetterQueue
    # Only both ends of the version index are read. A search for other versions would read all rows.
    first_version = select(func.min(letter.version)).where(letter.version > "").scalar_subquery()
    last_version = select(func.max(letter.version)).where(letter.version > "").scalar_subquery()
    oldest_at = select(func.min(letter.buried_at)).scalar_subquery()
    first_at = func.min(letter.buried_at)
    rows = db.session.execute(
        select(letter.fingerprint, letter.job_type, letter.version, first_at, oldest_at, first_version, last_version)
        .where(letter.fingerprint.in_(fingerprints))
        .group_by(letter.fingerprint, letter.job_type, letter.version)
        .order_by(first_at)
    ).all()
    causes: dict[str, _Cause] = {}
    for fingerprint, job_type, version, at, oldest, *versions in rows:
        cause = causes.setdefault(fingerprint, _Cause(at, oldest, frozenset(filter(None, versions))))
        cause.types.add(job_type or "unknown")
        if version and version not in cause.versions:
            cause.versions.append(version)
    return causes


def _since_deploy(cause: _Cause, version: str, marks: Sequence[DeployMark]) -> Deploy | None:
    since = new_since(cause.first_at, cause.versions, version=version, marks=marks, oldest_at=cause.oldest_at)
    if since is None and cause.known_versions - {version} and cause.versions == [version]:
        return new_in_version(version, marks)
    return since
