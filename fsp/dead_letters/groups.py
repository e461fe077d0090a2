"""Dead letters by cause: one group for each fingerprint, with its types, its versions, and whether it is new."""

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
    """Error group. `versions` are those of the code, oldest first; `sample` is the newest of them.

    It is new since the last deploy when no job failed with it before that deploy; or, of the code that runs now,
    when no other version ever died of it, while another version did run.
    """

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    job_types: tuple[str, ...]
    versions: tuple[str, ...]
    sample: DeadLetterQueue
    since_deploy: Deploy | None
    """The deploy it came with; None if it is older than the last one."""

    @property
    def is_new(self) -> bool:
        """Return whether it came with the last deploy."""
        return self.since_deploy is not None

    @property
    def error(self) -> str:
        """Return the newest error, in one line."""
        return f"{self.sample.error_class}: {self.sample.error_message}"


def read_groups(
    selection: Selection, *, version: str, limit: int = MAX_GROUPS, marks: Sequence[DeployMark] | None = None
) -> list[LetterGroup]:
    """Return the groups of a selection, the largest first; `version` is that of the code that runs now.

    `marks` are the last deploys, the oldest first; they are read where they are not given.
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
    """Return how many causes there are."""
    groups = db.session.scalar(select(func.count(DeadLetterQueue.fingerprint.distinct())).where(*conditions(selection)))
    end_reading()
    return groups or 0


@dataclass
class _Cause:
    """All that is known of a cause, in whatever state its letters are; and of all letters."""

    first_at: datetime
    oldest_at: datetime
    """When the first job ever died, of whatever."""
    known_versions: frozenset[str]
    """The first and the last version that letters have."""
    types: set[str] = field(default_factory=set)
    versions: list[str] = field(default_factory=list)


def _causes_of(fingerprints: list[str]) -> dict[str, _Cause]:
    letter = DeadLetterQueue
    # Only the ends of the version index are read: a search for any other version would read all its letters.
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
