"""The state of tracking a job type between runs."""

from dataclasses import dataclass

from fsp.performance.baseline import Baseline
from fsp.performance.verdict import WINDOWS, Verdict

MAX_WAITING = max(WINDOWS)
MAX_RECENT = MAX_WAITING + 1
"""A run that leaves the longest window is kept until it is clear whether it joins the baseline."""

CALM_EVALUATIONS = 3


@dataclass(frozen=True)
class Clearing:
    """The progress towards the end of a regression. `runs_seen` counts all runs of the job type so far."""

    calm_evaluations: int = 0
    runs_seen: int = 0

    @property
    def has_cleared(self) -> bool:
        """Whether the regression is over."""
        return self.calm_evaluations >= CALM_EVALUATIONS


@dataclass(frozen=True)
class Track:
    """The state between runs. `recent` are the runs that are not in the baseline, oldest first.

    `clearing` is set while a confirmed regression continues.
    """

    baseline: Baseline | None = None
    recent: tuple[float, ...] = ()
    runs_seen: int = 0
    clearing: Clearing | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Stamp:
    """One run: its end in Unix milliseconds, and its job."""

    milliseconds: int
    job_id: str = ""


@dataclass(frozen=True)
class RunLog:
    """The entries of a track's baseline and recent runs, newest last. Those of older runs may be missing."""

    baseline: tuple[Stamp, ...] = ()
    recent: tuple[Stamp, ...] = ()
