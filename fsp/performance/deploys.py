"""Recorded deploys, to match changes of speed with changes of code."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.errors import Conflict, InvalidInput
from fsp.models.deploy_mark import DeployMark
from fsp.stores import db, end_reading

MAX_VERSION_CHARACTERS, MAX_NOTE_CHARACTERS = 100, 500
MAX_ATTEMPTS = 10
NEAR = timedelta(days=2)
"""A deploy further from a change than this is not a likely cause."""


def mark_deploy(version: str, *, by: str, now: datetime, note: str = "") -> DeployMark:
    """Record a deploy and commit; raise InvalidInput for an invalid version."""
    version, note = version.strip(), note.strip()
    if not 0 < len(version) <= MAX_VERSION_CHARACTERS:
        raise InvalidInput(f"A version must be 1 to {MAX_VERSION_CHARACTERS} characters, got {len(version)}.")
    if len(note) > MAX_NOTE_CHARACTERS:
        raise InvalidInput(f"A note must be at most {MAX_NOTE_CHARACTERS} characters, got {len(note)}.")
    for _ in range(MAX_ATTEMPTS):
        last = _last()
        mark = _add(DeployMark(after_id=last.id if last else 0, at=now, version=version, note=note, by=by))
        if mark is not None:
            return mark
    raise Conflict(f"Other deploys were recorded at the same time ({MAX_ATTEMPTS} attempts). Try again.")


def mark_if_new(version: str, *, by: str, now: datetime) -> DeployMark | None:
    """Record a version unless it equals the last one; None if it does, or if another process was first."""
    last = _last()
    if last is not None and last.version == version:
        return None
    after_id = last.id if last else 0
    return _add(DeployMark(after_id=after_id, at=now, version=version, note="", by=by, is_automatic=True))


def read_deploys(
    *, since: datetime | None = None, until: datetime | None = None, limit: int = 1000
) -> list[DeployMark]:
    """Return the deploys within [since, until), oldest first. If there are more than `limit`, return the newest."""
    statement = select(DeployMark).order_by(DeployMark.at.desc(), DeployMark.id.desc()).limit(limit)
    if since is not None:
        statement = statement.where(DeployMark.at >= since)
    if until is not None:
        statement = statement.where(DeployMark.at < until)
    marks = list(reversed(db.session.scalars(statement).all()))
    end_reading()
    return marks


def nearest_deploy(deploys: Sequence[DeployMark], moment: datetime) -> DeployMark | None:
    """Return the deploy nearest to a time, before or after it, within two days. The first start does not count."""
    near = [mark for mark in deploys if abs(mark.at - moment) <= NEAR and not mark.is_first_start]
    return min(near, key=lambda mark: abs(mark.at - moment), default=None)


def deploy_of(deploys: Sequence[DeployMark], version: str, moment: datetime) -> DeployMark | None:
    """Return the deploy of a run: the one of its version, else the last one before the run."""
    before = sorted((mark for mark in deploys if mark.at <= moment), key=lambda mark: (mark.at, mark.id))
    of_version = [mark for mark in before if mark.version == version]
    return next(reversed(of_version or before), None)


def version_at(deploys: Sequence[DeployMark], moment: datetime) -> str:
    """Return the version that was running at a time; empty if unknown."""
    before = [mark for mark in deploys if mark.at <= moment]
    return max(before, key=lambda mark: mark.at).version if before else ""


def _last() -> DeployMark | None:
    mark = db.session.scalar(select(DeployMark).order_by(DeployMark.id.desc()).limit(1))
    end_reading()
    return mark


def _add(mark: DeployMark) -> DeployMark | None:
    db.session.add(mark)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return None
    return mark
