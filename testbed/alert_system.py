"""The decisions about alerts in simulated time, with perfect delivery, and the naive rule beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from fsp.alerts.decide import Decision, NoticeStatus, decide
from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.catalogue import judge_all
from fsp.alerts.rules.rule import Rule
from fsp.alerts.watch_state import WatchState
from fsp.models.alert_notice import NoticeKind

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
    notices: list[tuple[datetime, Judgement, NoticeKind]] = field(default_factory=list)
    fired: int = 0

    def look(self, reading: Reading) -> list[Decision]:
        """Evaluate every rule on a reading."""
        return self.judge(judge_all(reading, set(self.causes.values())), reading.at)

    def judge(self, judgements: list[Judgement], now: datetime) -> list[Decision]:
        """Evaluate given judgements."""
        told = {name: NoticeStatus(accepted_at=moment) for name, moment in self.accepted.items()}
        decisions = decide(judgements, self.memories, now=now, every=self.every, told=told)
        for decision in decisions:
            name = decision.judgement.fingerprint
            self.memories[name] = decision.after
            self.causes[name] = (decision.judgement.rule, decision.judgement.labels)
            self.fired += decision.after.is_active and not decision.before.is_active
            if decision.notice:
                self.accepted[name] = decision.due_at
                self.notices.append((decision.due_at, decision.judgement, decision.notice))
            if not decision.after.is_active:
                self.accepted.pop(name, None)
        return decisions

    def count(self, kind: NoticeKind) -> int:
        """Return how many notices of one kind there were."""
        return sum(found is kind for _, _, found in self.notices)


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


def conditions_through(rule: Rule, conditions: Iterable[bool]) -> System:
    """Return what the system does with one cause that is bad or fine."""
    system = System()
    for number, is_bad in enumerate(conditions):
        system.judge([rule.says(Verdict.BAD if is_bad else Verdict.FINE, "simulated")], at(number))
    return system
