"""What is kept of the runs of a job type between two runs."""

from dataclasses import dataclass

from fsp.performance.baseline import Baseline
from fsp.performance.verdict import WINDOWS, Verdict

MAX_WAITING = max(WINDOWS)
MAX_RECENT = MAX_WAITING + 1
"""The run that leaves the longest window is kept until it was decided whether it joins the baseline."""

CALM_EVALUATIONS = 3


@dataclass(frozen=True)
class Clearing:
    """How far a regression is on its way to be over; `runs_seen` counts all runs of the job type so far."""

    calm_evaluations: int = 0
    runs_seen: int = 0

    @property
    def has_cleared(self) -> bool:
        """Whether the regression is over."""
        return self.calm_evaluations >= CALM_EVALUATIONS


@dataclass(frozen=True)
class Track:
    """What is kept between runs: `recent` holds the runs that are not of the baseline, oldest first.

    `clearing` is set while a confirmed regression is not over.
    """

    baseline: Baseline | None = None
    recent: tuple[float, ...] = ()
    runs_seen: int = 0
    clearing: Clearing | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Stamp:
    """One run: when it ended, in Unix milliseconds, and its job."""

    milliseconds: int
    job_id: str = ""


@dataclass(frozen=True)
class RunLog:
    """The stamps of a track's baseline and of its recent runs, newest last; of older runs they may be missing."""

    baseline: tuple[Stamp, ...] = ()
    recent: tuple[Stamp, ...] = ()
