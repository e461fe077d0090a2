"""The targets at their limits: met, missed, or too little to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions.facts.day import AnswerTotals, DayFacts, JobTotals, OverheadFacts, UptimeFacts
from fsp.conditions.facts.work import QueueFacts
from fsp.conditions.snapshot import Snapshot
from fsp.targets.catalogue import TARGETS, judge_targets
from fsp.targets.target import Target, Verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = DayFacts(
    jobs=JobTotals(ended=100, failed=4, succeeded=96, run_seconds=96 * 29.0),
    answers=AnswerTotals(requests=1000, errors=9, p95_seconds=0.199),
    overhead=OverheadFacts(cpu_seconds=49.0, covered_seconds=1000.0, measurements=59),
    uptime=UptimeFacts(up=99_950, down=50, unknown_ratio=0.1),
    dead_letters_processed_at=(NOW - timedelta(minutes=64),),
)


def waiting(jobs: int) -> tuple[QueueFacts, ...]:
    return QueueFacts("high", 9, 0, None, None), QueueFacts("low", jobs - 9, 0, None, None)


FINE = Snapshot(NOW, queues=waiting(99), day=DAY)


def with_day(**facts: object) -> Snapshot:
    return replace(FINE, day=replace(DAY, **facts))  # type: ignore[arg-type]


def found(snapshot: Snapshot, name: str) -> Target:
    return next(target for target in judge_targets(snapshot) if target.name == name)


def test_a_system_that_is_well_meets_all_of_them() -> None:
    assert {target.name: target.verdict for target in judge_targets(FINE)} == dict.fromkeys(
        (target.name for target in judge_targets(FINE)), Verdict.MET
    )
    assert len(TARGETS) == 8


@pytest.mark.parametrize(
    ("name", "snapshot"),
    [
        ("mean-job-duration", with_day(jobs=replace(DAY.jobs, run_seconds=96 * 30.0))),  # type: ignore[type-var]
        ("job-failure-rate", with_day(jobs=replace(DAY.jobs, failed=5))),  # type: ignore[type-var]
        ("response-time-p95", with_day(answers=replace(DAY.answers, p95_seconds=0.2))),  # type: ignore[type-var]
        ("error-rate", with_day(answers=replace(DAY.answers, errors=10))),  # type: ignore[type-var]
        ("dead-letters-hourly", with_day(dead_letters_processed_at=(NOW - timedelta(minutes=65),))),
        ("backlog", replace(FINE, queues=waiting(100))),
        ("uptime", with_day(uptime=UptimeFacts(up=999, down=1, unknown_ratio=0.0))),
        ("monitoring-overhead", with_day(overhead=OverheadFacts(50.0, 1000.0, 59))),
    ],
)
def test_at_its_limit_a_target_is_missed(name: str, snapshot: Snapshot) -> None:
    verdicts = {target.name: target.verdict for target in judge_targets(snapshot)}

    assert verdicts.pop(name) is Verdict.MISSED
    assert set(verdicts.values()) == {Verdict.MET}


@pytest.mark.parametrize(
    ("name", "snapshot", "n"),
    [
        ("mean-job-duration", with_day(jobs=JobTotals(4, 0, 4, 400.0)), 4),
        ("job-failure-rate", with_day(jobs=JobTotals(19, 19, 0, 0.0)), 19),
        ("response-time-p95", with_day(answers=AnswerTotals(58, 0, 9.0)), 58),
        ("error-rate", with_day(answers=AnswerTotals(99, 99, 9.0)), 99),
        ("uptime", with_day(uptime=UptimeFacts(0, 999, 0.99)), 999),
        ("dead-letters-hourly", with_day(dead_letters_processed_at=()), 0),
        ("monitoring-overhead", with_day(overhead=OverheadFacts(500.0, 1000.0, 58)), 58),
        ("monitoring-overhead", with_day(overhead=OverheadFacts(500.0, 0.0, 58)), 0),
    ],
)
def test_too_few_measurements_say_nothing(name: str, snapshot: Snapshot, n: int) -> None:
    target = found(snapshot, name)

    assert (target.verdict, target.n) == (Verdict.INSUFFICIENT, n)


def test_what_is_unknown_is_neither_met_nor_missed() -> None:
    verdicts = {target.name: target.verdict for target in judge_targets(Snapshot(NOW))}

    assert set(verdicts.values()) == {Verdict.INSUFFICIENT}
