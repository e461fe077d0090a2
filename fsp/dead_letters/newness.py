"""Finds the deploy that introduced an error. It only compares times and versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fsp.models.deploy_mark import DeployMark


@dataclass(frozen=True)
class Deploy:
    """A deploy: its version, and its time if it was recorded. `mark_id` is the record."""

    version: str
    at: datetime | None = None
    mark_id: int | None = None


def new_since(
    first_at: datetime, versions: Sequence[str], *, version: str, marks: Sequence[DeployMark], oldest_at: datetime
) -> Deploy | None:
    """Return the deploy that introduced an error; None if the error is older than the last deploy, or unknown.

    `first_at` and `versions` cover all its dead letters, `version` is the current code, `marks` are sorted oldest
    first, and `oldest_at` is the time of the first dead letter of any kind: before the first deploy nothing is new.
    """
    if set(versions) - {version}:
        # Workers of the previous version may run for a while after the deploy was recorded.
        return None
    last = marks[-1] if marks else None
    if last is not None and first_at >= last.at and (len(marks) > 1 or oldest_at < last.at):
        return _of(last)
    return None


def new_in_version(version: str, marks: Sequence[DeployMark]) -> Deploy:
    """Return the deploy of a version: its record or, without one, only its name."""
    mark = next((mark for mark in marks if mark.version == version), None)
    return _of(mark) if mark else Deploy(version)


def _of(mark: DeployMark) -> Deploy:
    return Deploy(mark.version, mark.at, mark.id)
