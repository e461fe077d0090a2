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
    (result,) = [result for result in candidates_of(Snapshot(START, **sections)) if result.rule == rule]  # type: ignore[arg-type]
    return result


def test_a_database_or_redis_that_does_not_answer_is_critical_at_once() -> None:
    database = judged("DatabaseUnreachable", database=DatabaseFacts(answers=False))
    redis = judged("RedisUnreachable", redis=RedisFacts(answers=False))

    assert {(result.verdict, result.severity, result.policy.more_evaluations) for result in (database, redis)} == {
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
    result = judged(rule, **facts)

    assert result.finding.severity is not severity
    assert (result.verdict, result.severity) == (BAD, severity)


def test_what_is_unknown_is_neither_good_nor_bad() -> None:
    candidates = candidates_of(Snapshot(START))

    assert {candidate.verdict for candidate in candidates} == {NO_DATA}
    assert [candidate.rule for candidate in candidates] == [name for name in ALERT_NAMES if name != "RuleBroken"]


@pytest.mark.parametrize(("rule", "verdict"), [("CircuitOpen", FINE), ("JobFailures", NO_DATA)])
def test_a_known_cause_that_is_not_told_of_is_judged_by_its_rule(rule: str, verdict: Verdict) -> None:
    reading = Snapshot(START, circuits=(), job_types=())
    expected = {(rule, (("job_type", "export-data"),))}

    (result,) = [result for result in candidates_of(reading, expected) if result.labels and result.rule == rule]

    assert result.verdict is verdict


def test_the_rules_cover_the_six_types_and_each_says_what_to_do() -> None:
    alerting = [(rule, rule.alert) for rule in RULES if rule.alert]

    assert {policy.alert_type for _, policy in alerting} == set(AlertType)
    assert len(set(ALERT_NAMES)) == len(ALERT_NAMES) == len(alerting)
    assert all(rule.alert_meaning and rule.alert_advice for rule, _ in alerting)


def test_every_judgement_carries_its_numbers() -> None:
    result = judged("JobFailures", job_types=(JobTypeFacts("export-data", 12, 8),))

    numbers = result.finding.numbers
    assert numbers.value == pytest.approx(0.667, abs=0.001)
    assert (numbers.sample, numbers.threshold) == (12, 0.5)
    assert result.finding.why == "8 of 12 failed, 67%; the limit is 50%"
    assert result.finding.numbers.lower_bound == pytest.approx(0.43, abs=0.02)


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
    result = judged("ComponentUnhealthy", components=(ComponentFacts("disk", status, "4% of the disk is free."),))

    assert (result.verdict, result.severity, result.labels) == (verdict, severity, (("component", "disk"),))
    assert result.finding.why == "4% of the disk is free."


def test_a_regression_says_where_it_seems_to_begin() -> None:
    slow = RegressionFacts(
        "export-data", Level.MATERIAL, 20.0, size_class="large", suspect="since 12:03 under version 2"
    )

    result = judged("PerformanceRegression", regressions=(slow,))

    assert result.finding.why.endswith("; since 12:03 under version 2")
    assert dict(result.labels) == {"job_type": "export-data", "size_class": "large"}


def test_a_rule_that_fails_is_told_of_and_silences_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_snapshot: Snapshot) -> list[Finding]:
        raise KeyError("secret")

    rules = tuple(replace(rule, find=fail) if rule is QUEUE_BACKLOG else rule for rule in RULES)
    monkeypatch.setattr(catalogue, "RULES", rules)
    expected = {("QueueBacklog", (("queue", "low"),))}

    results = {
        judged.rule: judged for judged in candidates_of(Snapshot(START, redis=RedisFacts(answers=False)), expected)
    }

    assert results["QueueBacklog"].verdict is NO_DATA
    assert (results["RuleBroken"].verdict, results["RuleBroken"].finding.why) == (BAD, "QueueBacklog failed: KeyError")
    assert results["RedisUnreachable"].verdict is BAD


def test_a_rule_that_can_be_judged_again_is_no_longer_broken() -> None:
    expected = {("RuleBroken", (("rule", "QueueBacklog"),))}

    verdicts = [judged.verdict for judged in candidates_of(Snapshot(START), expected) if judged.rule == "RuleBroken"]

    assert verdicts == [FINE]


def test_a_fingerprint_is_of_rule_and_labels_and_nothing_else() -> None:
    first = says("RedisUnreachable", Verdict.BAD)
    finding = replace(first.finding, severity=Severity.WARNING, numbers=Numbers(2.0))
    worse = replace(first, finding=finding, title="other")

    assert first.fingerprint == worse.fingerprint
    assert fingerprint("a", {"b": "c", "d": "e"}) == fingerprint("a", {"d": "e", "b": "c"})
    assert len({fingerprint("a", {}), fingerprint("a", {"b": "c"}), fingerprint("b", {"b": "c"})}) == 3
