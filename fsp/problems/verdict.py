"""The verdict: the state of the system in one sentence, above the problems of the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fsp.amounts import duration, number
from fsp.conditions.finding import Finding
from fsp.conditions.system import System
from fsp.jobs.registry import is_upkeep
from fsp.models.alert_kinds import Severity

NAMED = 2


@dataclass(frozen=True)
class Verdict:
    """The overall state in one sentence, and since when. `key` changes only when the problems change."""

    tone: str
    words: str
    since: datetime | None
    key: str
    number: int = 0
    """The number of confirmed problems."""


def verdict_of(problems: Sequence[Finding], system: System | None) -> Verdict:
    """Return the verdict. It names the problem that stops everything, or else the first one."""
    if not problems:
        return Verdict("good", _all_clear(system), None, "all clear")
    certain = [problem for problem in problems if not problem.doubt] or problems
    tone = "bad" if any(problem.severity is not Severity.WARNING for problem in certain) else "warn"
    since = min((problem.since for problem in certain if problem.since), default=None)
    key = " ".join(sorted(problem.name for problem in problems))
    return Verdict(tone, _named(problems), since, key, len(certain))


def _named(problems: Sequence[Finding]) -> str:
    named = [problem.summary for problem in problems[:NAMED] if not problem.doubt] or [problems[0].summary]
    rest = sum(not problem.doubt for problem in problems[len(named) :])
    doubted = len(problems) - len(named) - rest
    words = "; ".join(named) + (f"; +{rest} more" if rest else "")
    return words + (f"; {doubted} more uncertain" if doubted else "")


def _all_clear(system: System | None) -> str:
    if system is None:
        return ""
    ended = sum(span.ended for name, span in system.last_hour.items() if not is_upkeep(name))
    oldest = max((queue.oldest_age_seconds or 0.0 for queue in system.queues), default=0.0)
    waits = (
        f"oldest waiting job: {duration(round(oldest))}" if any(q.waiting + q.blocked for q in system.queues) else ""
    )
    return f"{number(ended)} jobs in the last hour, {waits or 'no backlog'}."
