"""The panel of FSP's targets for itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from fsp.cache import Cache
from fsp.targets.read import read_targets
from fsp.targets.target import Target, Verdict
from fsp.targets.wording import limit_in_words, value_in_words


@dataclass(frozen=True)
class TargetLine:
    """One target in words."""

    target: Target
    value: str
    limit: str


@dataclass(frozen=True)
class TargetsPanel:
    """All targets. Include `targets/list.html` with this as `targets`."""

    as_of: datetime
    lines: list[TargetLine]

    @property
    def met(self) -> int:
        """Return how many targets are met."""
        return self._count(Verdict.MET)

    @property
    def missed(self) -> int:
        """Return how many targets are missed."""
        return self._count(Verdict.MISSED)

    def _count(self, verdict: Verdict) -> int:
        return sum(line.target.verdict is verdict for line in self.lines)


def read_targets_panel(connection: redis.Redis, now: datetime) -> TargetsPanel:
    """Read the panel, at most 30 s old."""
    return _CACHE.get(lambda: _read(connection, now), now).value


_CACHE = Cache[TargetsPanel](lasts=timedelta(seconds=30))
"""Targets cover a day or a month, and reading a day of metrics for every page view would be expensive."""


def _read(connection: redis.Redis, now: datetime) -> TargetsPanel:
    lines = [
        TargetLine(target, value_in_words(target), limit_in_words(target)) for target in read_targets(connection, now)
    ]
    return TargetsPanel(now, lines)
