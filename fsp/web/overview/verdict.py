"""How things are, in one sentence above the problems of the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fsp.amounts import duration, number
from fsp.conditions.finding import Problem, Weight
from fsp.jobs.registry import is_upkeep
from fsp.web.overview.machinery import Machinery

NAMED = 2


@dataclass(frozen=True)
class Verdict:
    """How things are, in one sentence, since when; `key` changes only when what is wrong does."""

    tone: str
    words: str
    since: datetime | None
    key: str
    number: int = 0
    """How many problems there are for certain."""


def verdict_of(problems: Sequence[Problem], machinery: Machinery | None) -> Verdict:
    """Return the sentence; it names whatever stops everything, and of the rest the first."""
    if not problems:
        return Verdict("good", _all_clear(machinery), None, "all clear")
    certain = [problem for problem in problems if not problem.doubt] or problems
    tone = "bad" if any(problem.weight > Weight.WARNING for problem in certain) else "warn"
    since = min((problem.since for problem in certain if problem.since), default=None)
    key = " ".join(sorted(problem.name for problem in problems))
    return Verdict(tone, _named(problems), since, key, len(certain))


def _named(problems: Sequence[Problem]) -> str:
    named = [problem.what for problem in problems[:NAMED] if not problem.doubt] or [problems[0].what]
    rest = sum(not problem.doubt for problem in problems[len(named) :])
    doubted = len(problems) - len(named) - rest
    told = "; ".join(named) + (f"; and {rest} more" if rest else "")
    return told + (f"; {doubted} more not certain" if doubted else "")


def _all_clear(machinery: Machinery | None) -> str:
    if machinery is None:
        return ""
    ended = sum(span.ended for name, span in machinery.last_hour.items() if not is_upkeep(name))
    oldest = max((queue.oldest_age_seconds or 0.0 for queue in machinery.queues), default=0.0)
    waits = f"the oldest waits {duration(round(oldest))}" if any(q.waiting + q.parked for q in machinery.queues) else ""
    return f"{number(ended)} jobs in the last hour, {waits or 'nothing waits'}."
