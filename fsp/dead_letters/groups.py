"""Dead letters by cause: one group for each fingerprint, with its types, its versions, and whether it is new."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from fsp.dead_letters.newness import Deploy, new_in_version, new_since
from fsp.dead_letters.selection import Selection, conditions
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark

GROUPS_SHOWN = 100
MARKS_READ = 100


@dataclass(frozen=True)
class LetterGroup:
    """Dead letters of one cause. `versions` are those of the code, oldest first; `sample` is the newest of them.

    It is new since the last deploy when nobody died of it before that deploy was marked; or, of the code that runs now,
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


def read_groups(selection: Selection, *, version: str, limit: int = GROUPS_SHOWN) -> list[LetterGroup]:
    """Return the groups of a selection, the largest first; `version` is that of the code that runs now."""
    one, number = DeadLetterQueue, func.count(DeadLetterQueue.id)
    rows = db.session.execute(
        select(one.fingerprint, number, func.min(one.buried_at), func.max(one.buried_at), func.max(one.id))
        .where(*conditions(selection))
        .group_by(one.fingerprint)
        .order_by(number.desc(), one.fingerprint)
        .limit(limit)
    ).all()
    if not rows:
        end_reading()
        return []
    samples = db.session.scalars(select(one).where(one.id.in_([row[4] for row in rows]))).all()
    by_fingerprint = {letter.fingerprint: letter for letter in samples}
    known = _known_of([row[0] for row in rows])
    since = _since_deploys(known, version)
    end_reading()
    return [
        LetterGroup(
            *(row[0], row[1], row[2], row[3]),
            job_types=tuple(sorted(known[row[0]].types)),
            versions=tuple(known[row[0]].versions),
            sample=by_fingerprint[row[0]],
            since_deploy=since[row[0]],
        )
        for row in rows
    ]


def count_groups(selection: Selection) -> int:
    """Return how many causes there are."""
    found = db.session.scalar(select(func.count(DeadLetterQueue.fingerprint.distinct())).where(*conditions(selection)))
    end_reading()
    return found or 0


@dataclass
class _Known:
    """All that is known of a cause, in whatever state its letters are."""

    first_at: datetime
    types: set[str] = field(default_factory=set)
    versions: list[str] = field(default_factory=list)


def _known_of(fingerprints: list[str]) -> dict[str, _Known]:
    one = DeadLetterQueue
    rows = db.session.execute(
        select(one.fingerprint, one.job_type, one.version, func.min(one.buried_at))
        .where(one.fingerprint.in_(fingerprints))
        .group_by(one.fingerprint, one.job_type, one.version)
        .order_by(func.min(one.buried_at))
    ).all()
    found: dict[str, _Known] = {}
    for fingerprint, job_type, version, first_at in rows:
        known = found.setdefault(fingerprint, _Known(first_at))
        known.types.add(job_type or "unknown")
        if version and version not in known.versions:
            known.versions.append(version)
    return found


def _since_deploys(known: dict[str, _Known], version: str) -> dict[str, Deploy | None]:
    newest = select(DeployMark).order_by(DeployMark.at.desc(), DeployMark.id.desc()).limit(MARKS_READ)
    marks = list(reversed(db.session.scalars(newest).all()))
    oldest_at, other_versions = _oldest_and_other_versions(version)
    found: dict[str, Deploy | None] = {}
    for fingerprint, cause in known.items():
        found[fingerprint] = new_since(
            cause.first_at, cause.versions, version=version, marks=marks, oldest_at=oldest_at or cause.first_at
        )
        if found[fingerprint] is None and other_versions and cause.versions == [version]:
            found[fingerprint] = new_in_version(version, marks)
    return found


def _oldest_and_other_versions(version: str) -> tuple[datetime | None, set[str]]:
    """Return when the first letter died, and the first and last version that letters have, without this one."""
    # The ends of the index on versions tell: a search for any other one would read all letters of this version.
    letter = DeadLetterQueue
    first = select(func.min(letter.version)).where(letter.version > "").scalar_subquery()
    last = select(func.max(letter.version)).where(letter.version > "").scalar_subquery()
    oldest_at = select(func.min(letter.buried_at)).scalar_subquery()
    at, *versions = db.session.execute(select(oldest_at, first, last)).one()
    return at, {found for found in versions if found} - {version}
