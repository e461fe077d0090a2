"""Every rule that alerts at its boundaries: rates at or above, with enough events, with a lower end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions import catalogue
from fsp.conditions.catalogue import RULES, find_alert_rule, judge_all
from fsp.conditions.facts.infrastructure import ComponentFacts, DatabaseFacts, RedisFacts
from fsp.conditions.facts.outcomes import (
    AnswerFacts,
    AvailabilityFacts,
    DeadLetterFacts,
    PlatformFacts,
    RegressionFacts,
)
from fsp.conditions.facts.work import (
    CircuitFacts,
    JobTypeFacts,
    QueueFacts,
    ScheduleFacts,
    SchedulerFacts,
    StuckFacts,
)
from fsp.conditions.finding import Finding, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.rules.queue_backlog import QUEUE_BACKLOG
from fsp.conditions.rules.rule_broken import RULE_BROKEN
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity
from fsp.performance.verdict import Level

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
BAD, BETWEEN, FINE, NO_DATA = Verdict.BAD, Verdict.BETWEEN, Verdict.FINE, Verdict.NO_DATA


def policy(alert_name: str) -> AlertPolicy:
    rule = find_alert_rule(alert_name)
    assert rule is not None
    assert rule.alert is not None
    return rule.alert


def rule_of(alert_name: str) -> Rule:
    rule = find_alert_rule(alert_name)
    assert rule is not None
    return rule


def judged(alert_name: str, **facts: object) -> Finding:
    findings = judge_all(Snapshot(START, **facts))  # type: ignore[arg-type]
    (finding,) = [finding for finding in findings if finding.rule == rule_of(alert_name).name]
    return finding


@pytest.mark.parametrize(("taken", "verdict"), [(399.9, FINE), (400, BETWEEN), (500, BETWEEN), (500.1, BAD)])
def test_a_slow_database_begins_above_500_ms_and_ends_below_400(taken: float, verdict: Verdict) -> None:
    assert judged("DatabaseSlow", database=DatabaseFacts(answers=True, milliseconds=taken)).verdict is verdict


def test_a_database_or_redis_that_does_not_answer_is_critical_at_once() -> None:
    database = judged("DatabaseUnreachable", database=DatabaseFacts(answers=False))
    redis = judged("RedisUnreachable", redis=RedisFacts(answers=False))

    assert {(result.verdict, result.severity) for result in (database, redis)} == {(BAD, Severity.CRITICAL)}
    assert {policy(name).more_evaluations for name in ("DatabaseUnreachable", "RedisUnreachable")} == {0}


@pytest.mark.parametrize(
    ("failed", "ended", "verdict"),
    [(4, 4, NO_DATA), (3, 5, BAD), (5, 10, BAD), (49, 100, BETWEEN), (40, 100, BETWEEN), (39, 100, FINE)],
)
def test_half_of_five_jobs_or_more_is_critical(failed: int, ended: int, verdict: Verdict) -> None:
    result = judged("JobFailures", job_types=(JobTypeFacts("export-data", ended, failed),))

    assert (result.verdict, result.severity, result.numbers.sample) == (verdict, Severity.CRITICAL, ended)


@pytest.mark.parametrize(
    ("failures", "calls", "verdict"),
    [
        (4, 4, NO_DATA),
        (2, 5, BETWEEN),
        (3, 5, BAD),
        (3, 10, BETWEEN),
        (4, 10, BAD),
        (30, 100, BAD),
        (29, 100, BETWEEN),
        (19, 100, FINE),
    ],
)
def test_platforms_need_five_calls_and_a_lower_bound_of_15_percent(failures: int, calls: int, verdict: Verdict) -> None:
    result = judged("PlatformFailures", platforms=(PlatformFacts("site", calls, failures),))

    assert (result.verdict, policy("PlatformFailures").severity_of(result)) == (verdict, Severity.WARNING)


@pytest.mark.parametrize(
    ("errors", "requests", "verdict"), [(19, 19, NO_DATA), (2, 20, BAD), (9, 100, BETWEEN), (7, 100, FINE)]
)
def test_errors_of_the_system_need_twenty_requests(errors: int, requests: int, verdict: Verdict) -> None:
    assert judged("SystemErrors", answers=AnswerFacts(requests, errors)).verdict is verdict


@pytest.mark.parametrize(
    ("waiting", "age", "drain", "verdict", "severity"),
    [
        (100, 1, 5, BETWEEN, Severity.WARNING),
        (101, 1, 5, BAD, Severity.WARNING),
        (101, 1, 3601, BAD, Severity.ERROR),
        (101, 1, None, BAD, Severity.ERROR),
        (5, 899, 60, BETWEEN, Severity.WARNING),
        (5, 900, None, BAD, Severity.ERROR),
        (80, 1, 5, FINE, Severity.WARNING),
        (0, None, None, FINE, Severity.WARNING),
    ],
)
def test_a_backlog_is_more_than_100_or_work_that_waits_long(
    waiting: int, age: float | None, drain: float | None, verdict: Verdict, severity: Severity
) -> None:
    oldest_at = START - timedelta(seconds=age) if age is not None else None
    completions = waiting / drain * 60 if drain else 0.0
    queue = QueueFacts("low", waiting, 0, oldest_at, completions, arrivals=0.0)

    result = judged("QueueBacklog", queues=(queue,))

    assert (result.verdict, result.severity) == (verdict, severity)


@pytest.mark.parametrize(
    ("level", "verdict", "severity"),
    [
        (Level.POSSIBLE, BETWEEN, Severity.WARNING),
        (Level.CONFIRMED, BAD, Severity.WARNING),
        (Level.MATERIAL, BAD, Severity.ERROR),
    ],
)
def test_a_regression_alerts_once_it_is_confirmed(level: Level, verdict: Verdict, severity: Severity) -> None:
    result = judged("PerformanceRegression", regressions=(RegressionFacts("export-data", level, 12.0),))

    assert (result.verdict, result.severity) == (verdict, severity)


@pytest.mark.parametrize(("grown", "verdict"), [(10, BAD), (9, BETWEEN), (5, BETWEEN), (4, FINE)])
def test_dead_letters_alert_when_ten_more_came_in_an_hour(grown: int, verdict: Verdict) -> None:
    assert judged("DeadLetterGrowth", dead_letters=DeadLetterFacts(grown, total=50)).verdict is verdict


def test_one_poison_job_is_enough() -> None:
    assert judged("PoisonJobs", dead_letters=DeadLetterFacts(0, poison_last_hour=1)).verdict is BAD
    assert judged("PoisonJobs", dead_letters=DeadLetterFacts(0, poison_last_hour=0)).verdict is FINE


@pytest.mark.parametrize(("age", "verdict"), [(60.0, FINE), (60.1, BAD)])
def test_a_scheduler_is_silent_after_a_minute(age: float, verdict: Verdict) -> None:
    assert judged("SchedulerSilent", scheduler=SchedulerFacts(START - timedelta(seconds=age))).verdict is verdict


def test_a_missed_schedule_and_an_open_circuit_say_why() -> None:
    missed = judged("ScheduleMissed", schedules=(ScheduleFacts("clean-up", START, "the queue low is paused"),))
    circuit = judged("CircuitOpen", circuits=(CircuitFacts("export-data", "open", START, "5 failures"),))

    assert "the queue low is paused" in missed.why
    assert "5 failures" in circuit.why
    assert missed.subject.labels == (("schedule", "clean-up"),)


def windows(**bad_of_100_000: int) -> tuple[AvailabilityFacts, ...]:
    spans = {"m5": 300, "m30": 1800, "h1": 3600, "h6": 21600, "d3": 259200}
    return tuple(
        AvailabilityFacts(seconds, 100_000 - bad_of_100_000.get(name, 0), bad_of_100_000.get(name, 0))
        for name, seconds in spans.items()
    )


@pytest.mark.parametrize(
    ("rule", "bad", "verdict"),
    [
        ("ErrorBudgetBurnsFast", {"h1": 1440, "m5": 1440}, BAD),
        ("ErrorBudgetBurnsFast", {"h1": 1439, "m5": 9999}, FINE),
        ("ErrorBudgetBurnsFast", {"h1": 9999, "m5": 1439}, FINE),
        ("ErrorBudgetBurnsFast", {"h6": 600, "m30": 600}, BAD),
        ("ErrorBudgetBurnsSlowly", {"d3": 100, "h6": 100}, BAD),
        ("ErrorBudgetBurnsSlowly", {"d3": 99, "h6": 999}, FINE),
    ],
)
def test_the_budget_must_burn_in_both_windows(rule: str, bad: dict[str, int], verdict: Verdict) -> None:
    assert judged(rule, availability=windows(**bad)).verdict is verdict


def test_nine_bad_events_are_too_few_to_page() -> None:
    few = tuple(AvailabilityFacts(seconds, 91, 9) for seconds in (300, 1800, 3600, 21600))

    assert judged("ErrorBudgetBurnsFast", availability=few).verdict is FINE


def test_what_is_unknown_is_neither_good_nor_bad() -> None:
    results = judge_all(Snapshot(START))

    assert {finding.verdict for finding in results} == {NO_DATA}
    assert [finding.rule for finding in results] == [
        rule.name for rule in RULES if rule.alert and rule is not RULE_BROKEN
    ]


@pytest.mark.parametrize(("rule", "verdict"), [("CircuitOpen", FINE), ("JobFailures", NO_DATA)])
def test_a_known_cause_that_is_not_told_of_is_judged_by_its_rule(rule: str, verdict: Verdict) -> None:
    snapshot = Snapshot(START, circuits=(), job_types=())
    expected = {(rule, (("job_type", "export-data"),))}

    (result,) = [
        result
        for result in judge_all(snapshot, expected)
        if result.subject.labels and result.rule == rule_of(rule).name
    ]

    assert result.verdict is verdict


def test_the_rules_cover_the_six_types_and_each_says_what_to_do() -> None:
    policies = [rule.alert for rule in RULES if rule.alert]

    assert {policy.alert_type for policy in policies} == set(AlertType)
    assert len({policy.name for policy in policies}) == len(policies)
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.alert_meaning and rule.alert_advice for rule in RULES)


def test_a_counter_of_failures_that_is_ahead_of_its_total_does_no_harm() -> None:
    assert judged("JobFailures", job_types=(JobTypeFacts("export-data", 6, 7),)).numbers.value == 1.0


def test_every_judgement_carries_its_numbers() -> None:
    result = judged("JobFailures", job_types=(JobTypeFacts("export-data", 12, 8),))

    assert result.numbers.value == pytest.approx(0.667, abs=0.001)
    assert (result.numbers.sample, result.numbers.threshold) == (12, 0.5)
    assert result.why == "8 of 12 failed, 67%; the limit is 50%"
    assert result.numbers.lower_bound == pytest.approx(0.43, abs=0.02)


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

    assert (result.verdict, result.severity, result.subject.labels) == (verdict, severity, (("component", "disk"),))
    assert result.why == "4% of the disk is free."


@pytest.mark.parametrize(("stuck", "verdict"), [(0, FINE), (1, BAD)])
def test_a_job_nobody_runs_any_more_is_stuck(stuck: int, verdict: Verdict) -> None:
    assert judged("JobsStuck", stuck=StuckFacts(stuck)).verdict is verdict


def test_a_regression_says_where_it_seems_to_begin() -> None:
    slow = RegressionFacts(
        "export-data", Level.MATERIAL, 20.0, size_class="large", suspect="since 12:03 under version 2"
    )

    result = judged("PerformanceRegression", regressions=(slow,))

    assert result.why.endswith("; since 12:03 under version 2")
    assert dict(result.subject.labels) == {"job_type": "export-data", "size_class": "large"}


def test_a_rule_that_fails_is_told_of_and_silences_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_snapshot: Snapshot) -> list[Finding]:
        raise KeyError("secret")

    broken = replace(QUEUE_BACKLOG, find=fail)
    monkeypatch.setattr(catalogue, "RULES", tuple(broken if rule is QUEUE_BACKLOG else rule for rule in RULES))
    expected = {("QueueBacklog", (("queue", "low"),))}

    results = {
        finding.rule: finding for finding in judge_all(Snapshot(START, redis=RedisFacts(answers=False)), expected)
    }

    assert results["queue-backlog"].verdict is NO_DATA
    assert (results["rule-broken"].verdict, results["rule-broken"].why) == (BAD, "QueueBacklog failed: KeyError")
    assert results["redis-down"].verdict is BAD


def test_a_rule_that_can_be_judged_again_is_no_longer_broken() -> None:
    expected = {("RuleBroken", (("rule", "QueueBacklog"),))}

    verdicts = [judged.verdict for judged in judge_all(Snapshot(START), expected) if judged.rule == "rule-broken"]

    assert verdicts == [FINE]
