"""Candidates: what alerts make of the findings of each rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fsp.alerts.candidate import Candidate
from fsp.alerts.judge import ALERT_NAMES, candidates_of
from fsp.conditions import catalogue
from fsp.conditions.catalogue import RULES
from fsp.conditions.facts.infrastructure import ComponentFacts, DatabaseFacts, RedisFacts
from fsp.conditions.facts.outcomes import (
    DeadLetterFacts,
    PlatformFacts,
    RegressionFacts,
)
from fsp.conditions.facts.work import CircuitFacts, JobTypeFacts, ScheduleFacts, SchedulerFacts
from fsp.conditions.finding import Finding, Numbers, Verdict
from fsp.conditions.rule import fingerprint
from fsp.conditions.rules.queue_backlog import QUEUE_BACKLOG
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity
from fsp.performance.verdict import Level
from testbed.alert_candidates import says
from tests.alerts.steps import START

BAD, BETWEEN, FINE, NO_DATA = Verdict.BAD, Verdict.BETWEEN, Verdict.FINE, Verdict.NO_DATA


def judged(rule: str, **sections: object) -> Candidate:
    (found,) = [found for found in candidates_of(Snapshot(START, **sections)) if found.rule == rule]  # type: ignore[arg-type]
    return found


def test_a_database_or_redis_that_does_not_answer_is_critical_at_once() -> None:
    database = judged("DatabaseUnreachable", database=DatabaseFacts(answers=False))
    redis = judged("RedisUnreachable", redis=RedisFacts(answers=False))

    assert {(found.verdict, found.severity, found.policy.more_evaluations) for found in (database, redis)} == {
        (BAD, Severity.CRITICAL, 0)
    }


def test_a_missed_schedule_and_an_open_circuit_say_why() -> None:
    missed = judged(
        "ScheduleMissed", schedules=(ScheduleFacts("clean-up", overdue_since=START, cause="the queue low is paused"),)
    )
    circuit = judged("CircuitOpen", circuits=(CircuitFacts("export-data", "open", START, "5 failures"),))

    assert "the queue low is paused" in missed.finding.why
    assert "5 failures" in circuit.finding.why
    assert missed.labels == (("schedule", "clean-up"),)


@pytest.mark.parametrize(
    ("rule", "facts", "severity"),
    [
        ("PlatformFailures", {"platforms": (PlatformFacts("site", 9, 9),)}, Severity.WARNING),
        ("DeadLetterGrowth", {"dead_letters": DeadLetterFacts(99)}, Severity.WARNING),
        ("SchedulerSilent", {"scheduler": SchedulerFacts(START - timedelta(hours=1))}, Severity.ERROR),
    ],
)
def test_whom_an_alert_wakes_is_decided_by_its_policy(rule: str, facts: dict[str, object], severity: Severity) -> None:
    found = judged(rule, **facts)

    assert found.finding.severity is not severity
    assert (found.verdict, found.severity) == (BAD, severity)


def test_what_is_unknown_is_neither_good_nor_bad() -> None:
    found = candidates_of(Snapshot(START))

    assert {candidate.verdict for candidate in found} == {NO_DATA}
    assert [candidate.rule for candidate in found] == [name for name in ALERT_NAMES if name != "RuleBroken"]


@pytest.mark.parametrize(("rule", "verdict"), [("CircuitOpen", FINE), ("JobFailures", NO_DATA)])
def test_a_known_cause_that_is_not_told_of_is_judged_by_its_rule(rule: str, verdict: Verdict) -> None:
    reading = Snapshot(START, circuits=(), job_types=())
    known = {(rule, (("job_type", "export-data"),))}

    (found,) = [found for found in candidates_of(reading, known) if found.labels and found.rule == rule]

    assert found.verdict is verdict


def test_the_rules_cover_the_six_types_and_each_says_what_to_do() -> None:
    alerting = [(rule, rule.alert) for rule in RULES if rule.alert]

    assert {policy.alert_type for _, policy in alerting} == set(AlertType)
    assert len(set(ALERT_NAMES)) == len(ALERT_NAMES) == len(alerting)
    assert all(rule.alert_meaning and rule.alert_advice for rule, _ in alerting)


def test_every_judgement_carries_its_numbers() -> None:
    found = judged("JobFailures", job_types=(JobTypeFacts("export-data", 12, 8),))

    numbers = found.finding.numbers
    assert numbers.value == pytest.approx(0.667, abs=0.001)
    assert (numbers.sample, numbers.threshold) == (12, 0.5)
    assert found.finding.why == "8 of 12 failed, 67%; the limit is 50%"
    assert found.finding.numbers.lower_bound == pytest.approx(0.43, abs=0.02)


@pytest.mark.parametrize(
    ("status", "verdict", "severity"),
    [
        ("healthy", FINE, Severity.WARNING),
        ("degraded", BAD, Severity.WARNING),
        ("unhealthy", BAD, Severity.CRITICAL),
        ("unknown", NO_DATA, Severity.WARNING),
    ],
)
def test_a_part_that_is_not_well_is_named(status: str, verdict: Verdict, severity: Severity) -> None:
    found = judged("ComponentUnhealthy", components=(ComponentFacts("disk", status, "4% of the disk is free."),))

    assert (found.verdict, found.severity, found.labels) == (verdict, severity, (("component", "disk"),))
    assert found.finding.why == "4% of the disk is free."


def test_a_regression_says_where_it_seems_to_begin() -> None:
    slow = RegressionFacts(
        "export-data", Level.MATERIAL, 20.0, size_class="large", suspect="since 12:03 under version 2"
    )

    found = judged("PerformanceRegression", regressions=(slow,))

    assert found.finding.why.endswith("; since 12:03 under version 2")
    assert dict(found.labels) == {"job_type": "export-data", "size_class": "large"}


def test_a_rule_that_fails_is_told_of_and_silences_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_snapshot: Snapshot) -> list[Finding]:
        raise KeyError("secret")

    rules = tuple(replace(rule, find=fail) if rule is QUEUE_BACKLOG else rule for rule in RULES)
    monkeypatch.setattr(catalogue, "RULES", rules)
    known = {("QueueBacklog", (("queue", "low"),))}

    found = {judged.rule: judged for judged in candidates_of(Snapshot(START, redis=RedisFacts(answers=False)), known)}

    assert found["QueueBacklog"].verdict is NO_DATA
    assert (found["RuleBroken"].verdict, found["RuleBroken"].finding.why) == (BAD, "QueueBacklog failed: KeyError")
    assert found["RedisUnreachable"].verdict is BAD


def test_a_rule_that_can_be_judged_again_is_no_longer_broken() -> None:
    known = {("RuleBroken", (("rule", "QueueBacklog"),))}

    found = [judged.verdict for judged in candidates_of(Snapshot(START), known) if judged.rule == "RuleBroken"]

    assert found == [FINE]


def test_a_fingerprint_is_of_rule_and_labels_and_nothing_else() -> None:
    first = says("RedisUnreachable", Verdict.BAD)
    finding = replace(first.finding, severity=Severity.WARNING, numbers=Numbers(2.0))
    worse = replace(first, finding=finding, title="other")

    assert first.fingerprint == worse.fingerprint
    assert fingerprint("a", {"b": "c", "d": "e"}) == fingerprint("a", {"d": "e", "b": "c"})
    assert len({fingerprint("a", {}), fingerprint("a", {"b": "c"}), fingerprint("b", {"b": "c"})}) == 3
