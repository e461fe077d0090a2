"""The run where a slowdown seems to begin: its time, its code version, and the nearest deploy."""

from dataclasses import dataclass
from datetime import datetime

from fsp.clock import from_epoch
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import nearest_deploy, version_at
from fsp.performance.past import versions_of
from fsp.performance.run_log import stamp_of_recent
from fsp.performance.stored import Followed
from fsp.performance.track import Stamp


@dataclass(frozen=True)
class Suspect:
    """The run where a slowdown seems to begin, its code version, and the nearest deploy."""

    at: datetime
    job_id: str
    version: str
    deploy: DeployMark | None

    @property
    def in_words(self) -> str:
        """Return the time, the version and the nearest deploy in words."""
        words = f"since {self.at:%Y-%m-%d %H:%M} UTC"
        if self.version:
            words = f"{words} under version {self.version}"
        if self.deploy is None:
            return words
        minutes = (self.at - self.deploy.at).total_seconds() / 60
        side = "after" if minutes >= 0 else "before"
        return f"{words}, {abs(minutes):.0f} min {side} deploy {self.deploy.version}"


def has_suspect(followed: Followed) -> bool:
    """Return whether the verdict names the run where a slowdown seems to begin."""
    return followed.track.verdict is not None and followed.track.verdict.first_suspect is not None


def find_suspects(followed: list[Followed], deploys: list[DeployMark]) -> dict[tuple[str, str], Suspect]:
    """Return the run where each slowdown seems to begin, by job type and size class."""
    stamps = {
        (entry.job_type, entry.size_class): stamp
        for entry in followed
        if entry.track.verdict
        and entry.track.verdict.first_suspect is not None
        and (stamp := stamp_of_recent(entry.run_log, entry.track, entry.track.verdict.first_suspect))
    }
    versions = versions_of([stamp.job_id for stamp in stamps.values()]) if stamps else {}
    return {key: _suspect(stamp, versions, deploys) for key, stamp in stamps.items()}


def _suspect(stamp: Stamp, versions: dict[str, str], deploys: list[DeployMark]) -> Suspect:
    at = from_epoch(stamp.milliseconds / 1000)
    version = versions.get(stamp.job_id) or version_at(deploys, at)
    return Suspect(at, stamp.job_id, version, nearest_deploy(deploys, at))
