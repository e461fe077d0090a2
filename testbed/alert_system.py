"""The decisions about alerts in simulated time, with perfect delivery, and the naive rule beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from fsp.alerts.candidate import Candidate
from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision, NoticeStatus
from fsp.alerts.judge import candidates_of
from fsp.alerts.watch_state import WatchState
from fsp.conditions.finding import Verdict
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import NoticeKind
from testbed.alert_candidates import says

START = datetime(2030, 1, 1, tzinfo=UTC)
EVERY = timedelta(minutes=5)
DAY = 288
SEED = 20300101


def at(number: float) -> datetime:
    """Return the time of an evaluation."""
    return START + number * EVERY


@dataclass
class System:
    """The decisions with perfect delivery: what is due is accepted at its time."""

    every: timedelta = EVERY
    memories: dict[str, WatchState] = field(default_factory=dict)
    causes: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    notices: list[tuple[datetime, Candidate, NoticeKind]] = field(default_factory=list)
    fired: int = 0

    def look(self, snapshot: Snapshot) -> list[Decision]:
        """Evaluate every rule on a snapshot."""
        return self.judge(candidates_of(snapshot, set(self.causes.values())), snapshot.at)

    def judge(self, candidates: list[Candidate], now: datetime) -> list[Decision]:
        """Evaluate given candidates."""
        statuses = {name: NoticeStatus(accepted_at=moment) for name, moment in self.accepted.items()}
        decisions = decide(candidates, self.memories, now=now, every=self.every, notices=statuses)
        for decision in decisions:
            name = decision.candidate.fingerprint
            self.memories[name] = decision.after
            self.causes[name] = (decision.candidate.rule, decision.candidate.labels)
            self.fired += decision.after.is_active and not decision.before.is_active
            if decision.notice:
                self.accepted[name] = decision.due_at
                self.notices.append((decision.due_at, decision.candidate, decision.notice))
            if not decision.after.is_active:
                self.accepted.pop(name, None)
        return decisions

    def count(self, kind: NoticeKind) -> int:
        """Return how many notices of one kind there were."""
        return sum(notice_kind is kind for _, _, notice_kind in self.notices)


def naive(conditions: Iterable[bool], cooldown: timedelta = timedelta(minutes=5)) -> int:
    """Return how many notices the naive rule sends."""
    last: datetime | None = None
    sent = 0
    for number, is_bad in enumerate(conditions):
        if is_bad and (last is None or at(number) - last >= cooldown):
            sent, last = sent + 1, at(number)
    return sent


def noise(seed: int) -> list[bool]:
    """Return a day of evaluations of which one in ten is bad, each by itself."""
    chance = Random(SEED + seed)
    return [chance.random() < 0.1 for _ in range(DAY)]


def conditions_through(rule: str, conditions: Iterable[bool]) -> System:
    """Return what the system does with one cause that is bad or fine."""
    system = System()
    for number, is_bad in enumerate(conditions):
        system.judge([says(rule, Verdict.BAD if is_bad else Verdict.FINE)], at(number))
    return system
