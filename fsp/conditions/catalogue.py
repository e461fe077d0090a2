"""All rules and their findings. To add a rule, add a file and a line here."""

import logging
from collections.abc import Collection

from fsp.conditions.finding import Finding, Verdict, subject_of
from fsp.conditions.rule import Rule
from fsp.conditions.rules.answer_errors import ANSWER_ERRORS
from fsp.conditions.rules.backlog import BACKLOG
from fsp.conditions.rules.channel_failing import CHANNEL_FAILING
from fsp.conditions.rules.circuit_open import CIRCUIT_OPEN
from fsp.conditions.rules.clock_skew import CLOCK_SKEW
from fsp.conditions.rules.components import COMPONENT_UNHEALTHY
from fsp.conditions.rules.credentials_expire import CREDENTIALS_EXPIRE
from fsp.conditions.rules.database_down import DATABASE_DOWN
from fsp.conditions.rules.database_older import DATABASE_OLDER
from fsp.conditions.rules.database_slow import DATABASE_SLOW
from fsp.conditions.rules.dead_letter_growth import DEAD_LETTER_GROWTH
from fsp.conditions.rules.destination_stopped import DESTINATION_DOWN, DESTINATION_PAUSED
from fsp.conditions.rules.disk_full import DISK_FULL
from fsp.conditions.rules.disk_low import DISK_LOW
from fsp.conditions.rules.draft_budget import DRAFT_BUDGET
from fsp.conditions.rules.error_budget import ERROR_BUDGET_FAST, ERROR_BUDGET_SLOW
from fsp.conditions.rules.installation_copied import INSTALLATION_COPIED
from fsp.conditions.rules.job_failures import JOB_FAILURES
from fsp.conditions.rules.memory_over import MEMORY_OVER
from fsp.conditions.rules.platform_failing import PLATFORM_FAILING
from fsp.conditions.rules.poison_jobs import POISON_JOBS
from fsp.conditions.rules.posts_late import POSTS_LATE
from fsp.conditions.rules.posts_undecided import POSTS_EDITED, POSTS_HELD, POSTS_UNKNOWN
from fsp.conditions.rules.preflight import PREFLIGHT
from fsp.conditions.rules.queue_backlog import QUEUE_BACKLOG
from fsp.conditions.rules.queue_stalled import QUEUE_STALLED
from fsp.conditions.rules.redis_down import REDIS_DOWN
from fsp.conditions.rules.regression import REGRESSION
from fsp.conditions.rules.retry_storm import RETRY_STORM
from fsp.conditions.rules.rule_broken import RULE_BROKEN, finding_of
from fsp.conditions.rules.scheduler_silent import SCHEDULER_SILENT
from fsp.conditions.rules.schedules import SCHEDULE_MISSED, SCHEDULE_OVERRUN
from fsp.conditions.rules.slots_held import SLOTS_HELD
from fsp.conditions.rules.slow_publishing import SLOW_PUBLISHING
from fsp.conditions.rules.stuck_jobs import STUCK_JOBS
from fsp.conditions.rules.text_missing import TEXT_MISSING
from fsp.conditions.rules.worker_dead import WORKER_DEAD
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

RULES: tuple[Rule, ...] = (
    DISK_FULL,
    REDIS_DOWN,
    DATABASE_DOWN,
    DATABASE_SLOW,
    DATABASE_OLDER,
    INSTALLATION_COPIED,
    WORKER_DEAD,
    SLOTS_HELD,
    SCHEDULER_SILENT,
    SCHEDULE_MISSED,
    SCHEDULE_OVERRUN,
    QUEUE_STALLED,
    BACKLOG,
    QUEUE_BACKLOG,
    CIRCUIT_OPEN,
    STUCK_JOBS,
    POISON_JOBS,
    JOB_FAILURES,
    DEAD_LETTER_GROWTH,
    RETRY_STORM,
    REGRESSION,
    DESTINATION_DOWN,
    PLATFORM_FAILING,
    POSTS_UNKNOWN,
    POSTS_LATE,
    DESTINATION_PAUSED,
    POSTS_HELD,
    POSTS_EDITED,
    SLOW_PUBLISHING,
    CREDENTIALS_EXPIRE,
    MEMORY_OVER,
    CHANNEL_FAILING,
    TEXT_MISSING,
    PREFLIGHT,
    DRAFT_BUDGET,
    ANSWER_ERRORS,
    ERROR_BUDGET_FAST,
    ERROR_BUDGET_SLOW,
    DISK_LOW,
    CLOCK_SKEW,
    COMPONENT_UNHEALTHY,
    # Last, because its finding depends on how the others did.
    RULE_BROKEN,
)

log = logging.getLogger(__name__)

Cause = tuple[str, tuple[tuple[str, str], ...]]
"""The subject of an alert: the name of its rule's alerts, and the labels."""


def find_rule(name: str) -> Rule | None:
    """Return the rule with this name; None for a finding that was derived from an alert."""
    return next((rule for rule in RULES if rule.name == name), None)


def find_alert_rule(alert_name: str) -> Rule | None:
    """Return the rule whose alerts have this name; None for an alert of another version."""
    return next((rule for rule in RULES if rule.alert is not None and rule.alert.name == alert_name), None)


def judge_all(snapshot: Snapshot, active_causes: Collection[Cause] = ()) -> list[Finding]:
    """Return the findings of all rules, and one for each known alert that the snapshot does not mention."""
    findings: list[Finding] = []
    broken: list[Finding] = []
    for rule in RULES:
        try:
            rule_findings = broken if rule is RULE_BROKEN else rule.find(snapshot)
        except Exception as error:
            # A faulty rule must not silence the others: its subjects are unknown, and the fault itself is reported.
            log.exception("rule failed", extra={"rule": rule.name})
            broken.append(finding_of(rule, error))
            rule_findings = None
        findings += rule_findings or []
        findings += _absent(rule, rule_findings, active_causes)
    return findings


def _absent(rule: Rule, findings: list[Finding] | None, active_causes: Collection[Cause]) -> list[Finding]:
    policy = rule.alert
    if policy is None:
        return []
    seen = {policy.labels_of(finding) for finding in findings or ()}
    verdict = Verdict.NO_DATA if findings is None else policy.absent
    causes = {labels for name, labels in active_causes if name == policy.name and labels not in seen}
    if findings is None:
        causes.add(())
    return [_of_absent(rule, labels, policy.severity, verdict) for labels in sorted(causes)]


def _of_absent(rule: Rule, labels: tuple[tuple[str, str], ...], severity: Severity, verdict: Verdict) -> Finding:
    subject = subject_of(dict(labels))
    of_which = f" ({', '.join(value for _, value in labels)})" if labels else ""
    why = "it is no longer reported" if verdict is Verdict.FINE else "there is no data about it"
    return Finding(rule.name, subject, severity, f"{rule.alert_meaning}{of_which}", why, verdict=verdict)
