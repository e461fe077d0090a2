"""Dead letters by cause: one group for each fingerprint, with its types, its versions, and whether it is new."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from fsp.dead_letters.selection import Selection, conditions
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue

GROUPS_SHOWN = 100


@dataclass(frozen=True)
class LetterGroup:
    """Dead letters of one cause. `versions` are those of the code, oldest first; `sample` is the newest of them.

    It is new since the last deploy when no other version ever died of it, while another version did run.
    """

    fingerprint: str
    count: int
    first_at: datetime
    last_at: datetime
    job_types: tuple[str, ...]
    versions: tuple[str, ...]
    sample: DeadLetterQueue
    is_new: bool

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
    samples = db.session.scalars(select(one).where(one.id.in_([row[4] for row in rows]))).all()
    by_fingerprint = {letter.fingerprint: letter for letter in samples}
    types, versions = _types_and_versions([row[0] for row in rows])
    has_been_deployed = _knows_another(version)
    end_reading()
    return [
        LetterGroup(
            *(row[0], row[1], row[2], row[3]),
            job_types=tuple(sorted(types[row[0]])),
            versions=tuple(versions[row[0]]),
            sample=by_fingerprint[row[0]],
            is_new=has_been_deployed and versions[row[0]] == [version],
        )
        for row in rows
    ]


def count_groups(selection: Selection) -> int:
    """Return how many causes there are."""
    found = db.session.scalar(select(func.count(DeadLetterQueue.fingerprint.distinct())).where(*conditions(selection)))
    end_reading()
    return found or 0


def _types_and_versions(fingerprints: list[str]) -> tuple[dict[str, set[str]], dict[str, list[str]]]:
    """Return by fingerprint its types and versions, in whatever state its letters are."""
    one = DeadLetterQueue
    rows = db.session.execute(
        select(one.fingerprint, one.job_type, one.version)
        .where(one.fingerprint.in_(fingerprints))
        .group_by(one.fingerprint, one.job_type, one.version)
        .order_by(func.min(one.buried_at))
    ).all()
    types: dict[str, set[str]] = defaultdict(set)
    versions: dict[str, list[str]] = defaultdict(list)
    for fingerprint, job_type, version in rows:
        types[fingerprint].add(job_type or "unknown")
        if version and version not in versions[fingerprint]:
            versions[fingerprint].append(version)
    return types, versions


def _knows_another(version: str) -> bool:
    other = select(DeadLetterQueue.id).where(DeadLetterQueue.version.not_in([version, ""])).limit(1)
    return db.session.scalar(other) is not None
