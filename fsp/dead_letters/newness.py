"""Since which deploy a cause of death is there: nothing touched here, only dates and versions compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fsp.models.deploy_mark import DeployMark


@dataclass(frozen=True)
class Deploy:
    """A deploy: its version, and when it was marked if it was; `mark_id` is that mark."""

    version: str
    at: datetime | None = None
    mark_id: int | None = None


def new_since(
    first_at: datetime, versions: Sequence[str], *, version: str, marks: Sequence[DeployMark], oldest_at: datetime
) -> Deploy | None:
    """Return the deploy since which a cause is there, None for one that is older than the last deploy or unknown.

    `first_at` and `versions` are of all its letters, `version` is of the code that runs, `marks` stand oldest first,
    and `oldest_at` is when the first job ever died: before the first deploy nothing could be new.
    """
    if set(versions) - {version}:
        # Workers of the version before may still run for a while after the mark.
        return None
    last = marks[-1] if marks else None
    if last is not None and first_at >= last.at and (len(marks) > 1 or oldest_at < last.at):
        return _of(last)
    return None


def new_in_version(version: str, marks: Sequence[DeployMark]) -> Deploy:
    """Return the deploy that brought a version, as its mark or, where none was made, as its name alone."""
    mark = next((mark for mark in marks if mark.version == version), None)
    return _of(mark) if mark else Deploy(version)


def _of(mark: DeployMark) -> Deploy:
    return Deploy(mark.version, mark.at, mark.id)
