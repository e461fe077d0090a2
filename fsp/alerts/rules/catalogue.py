"""Every rule, in one place."""

import logging
from collections.abc import Collection

from fsp.alerts.judgement import Judgement
from fsp.alerts.reading import Reading
from fsp.alerts.rules.backlog import QUEUE_BACKLOG
from fsp.alerts.rules.broken import RULE_BROKEN, says_of
from fsp.alerts.rules.burn import BURN_FAST, BURN_SLOW
from fsp.alerts.rules.circuits import CIRCUIT_OPEN
from fsp.alerts.rules.components import COMPONENT_UNHEALTHY
from fsp.alerts.rules.database import DATABASE_SLOW, DATABASE_UNREACHABLE
from fsp.alerts.rules.dead_letters import DEAD_LETTER_GROWTH, JOBS_STUCK, POISON_JOBS
from fsp.alerts.rules.failures import JOB_FAILURES, PLATFORM_FAILURES, SYSTEM_ERRORS
from fsp.alerts.rules.performance import PERFORMANCE_REGRESSION
from fsp.alerts.rules.redis import REDIS_UNREACHABLE
from fsp.alerts.rules.rule import Rule
from fsp.alerts.rules.schedules import SCHEDULE_MISSED, SCHEDULE_OVERRUN, SCHEDULER_SILENT

RULES: tuple[Rule, ...] = (
    DATABASE_UNREACHABLE,
    DATABASE_SLOW,
    REDIS_UNREACHABLE,
    JOB_FAILURES,
    PLATFORM_FAILURES,
    SYSTEM_ERRORS,
    QUEUE_BACKLOG,
    PERFORMANCE_REGRESSION,
    DEAD_LETTER_GROWTH,
    POISON_JOBS,
    JOBS_STUCK,
    COMPONENT_UNHEALTHY,
    SCHEDULER_SILENT,
    SCHEDULE_MISSED,
    SCHEDULE_OVERRUN,
    CIRCUIT_OPEN,
    BURN_FAST,
    BURN_SLOW,
    # Last, as it is judged by how the others fared.
    RULE_BROKEN,
)

log = logging.getLogger(__name__)

Cause = tuple[str, tuple[tuple[str, str], ...]]
"""The name of a rule, and the labels."""


def judge_all(reading: Reading, known: Collection[Cause] = ()) -> list[Judgement]:
    """Return every rule's judgements, and one for each known cause that the reading does not tell of."""
    found: list[Judgement] = []
    broken: list[Judgement] = []
    for rule in RULES:
        try:
            told = broken if rule is RULE_BROKEN else rule.judge(rule, reading)
        except Exception as error:
            # One faulty rule must not silence all: what it watches is unknown, and that itself is told.
            log.exception("alert rule failed", extra={"rule": rule.name})
            broken.append(says_of(rule, error))
            told = None
        judged = list(told or [])
        if told is None:
            judged = [rule.of_absent({}, is_subject_known=False)]
        seen = {judgement.labels for judgement in judged}
        judged += [
            rule.of_absent(dict(labels), is_subject_known=told is not None)
            for name, labels in sorted(known)
            if name == rule.name and labels not in seen
        ]
        found += judged
    return found
