"""A healthy load in simulated time: jobs come at random, wait for a slot, run, and now and then fail."""

import heapq
import math
from collections import deque
from dataclasses import dataclass, field
from random import Random

from fsp.performance.track import Track
from fsp.performance.tracking import follow
from fsp.performance.verdict import Verdict as Compared
from testbed.dataset.kinds import KINDS, Kind

JOBS_A_SECOND = 0.25
SLOTS = 3
FAILS = 0.01
DIES = 1 / 3000
QUEUES = ("high", "medium", "low")
DEVIATION = 0.4


@dataclass(frozen=True)
class End:
    """One ended attempt."""

    at: float
    kind: Kind
    failed: bool
    died: bool
    seconds: float


@dataclass
class Load:
    """Jobs that come, wait for one of a few slots by the order of their queues, run, and fail now and then."""

    random: Random
    now: float = 0.0
    next_at: float = 0.0
    waiting: dict[str, deque[tuple[float, Kind]]] = field(default_factory=lambda: {name: deque() for name in QUEUES})
    running: list[tuple[float, float, int, Kind]] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    tracks: dict[str, Track] = field(default_factory=lambda: {kind.name: Track() for kind in KINDS})
    compared: dict[str, Compared] = field(default_factory=dict)
    turn: int = 0

    def go_on(self, until: float) -> None:
        """Let everything happen that happens before a moment."""
        while (at := min(self.next_at, self.running[0][0] if self.running else math.inf)) <= until:
            self.now = at
            if self.running and self.running[0][0] <= self.next_at:
                self._end(*heapq.heappop(self.running))
            else:
                kind = self.random.choices(KINDS, [kind.weight for kind in KINDS])[0]
                self.waiting[kind.queue].append((at, kind))
                self.next_at = at + self.random.expovariate(JOBS_A_SECOND)
            self._start()
        self.now = until

    def _start(self) -> None:
        for name in QUEUES:
            while self.waiting[name] and len(self.running) < SLOTS:
                _, kind = self.waiting[name].popleft()
                seconds = kind.run_seconds * self.random.lognormvariate(-(DEVIATION**2) / 2, DEVIATION)
                self.turn += 1
                heapq.heappush(self.running, (self.now + seconds, seconds, self.turn, kind))

    def _end(self, at: float, seconds: float, _: int, kind: Kind) -> None:
        failed, died = self.random.random() < FAILS, self.random.random() < DIES
        self.ends.append(End(at, kind, failed, died, seconds))
        if failed and not died:
            self.waiting[kind.queue].append((at, kind))
        elif not died:
            self.tracks[kind.name] = follow(self.tracks[kind.name], math.log(seconds))

    def compare(self) -> None:
        """Keep what the runs until now come to."""
        self.compared = {name: track.verdict for name, track in self.tracks.items() if track.verdict}

    def since(self, seconds: float) -> list[End]:
        """Return what ended within so many seconds before now."""
        return [end for end in reversed(self.ends[-5000:]) if end.at > self.now - seconds]
