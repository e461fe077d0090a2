"""The targets at their limits: met, missed, or too little to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.targets.catalogue import TARGETS, judge_targets
from fsp.targets.reading import AnswerNumbers, JobNumbers, OverheadNumbers, TargetReading, UptimeNumbers
from fsp.targets.target import Target, Verdict

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FINE = TargetReading(
    at=NOW,
    jobs=JobNumbers(ended=100, failed=4, succeeded=96, run_seconds=96 * 29.0),
    answers=AnswerNumbers(requests=1000, errors=9, p95_seconds=0.199),
    overhead=OverheadNumbers(cpu_seconds=49.0, covered_seconds=1000.0, measurements=59),
    uptime=UptimeNumbers(up=99_950, down=50, unknown_ratio=0.1),
    backlog=99,
    dead_letters_processed_at=(NOW - timedelta(minutes=64),),
)


def found(reading: TargetReading, name: str) -> Target:
    return next(target for target in judge_targets(reading) if target.name == name)


def test_a_system_that_is_well_meets_all_of_them() -> None:
    assert {target.name: target.verdict for target in judge_targets(FINE)} == dict.fromkeys(
        (target.name for target in judge_targets(FINE)), Verdict.MET
    )
    assert len(TARGETS) == 8


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("mean-job-duration", replace(FINE, jobs=replace(FINE.jobs, run_seconds=96 * 30.0))),  # type: ignore[type-var]
        ("job-failure-rate", replace(FINE, jobs=replace(FINE.jobs, failed=5))),  # type: ignore[type-var]
        ("response-time-p95", replace(FINE, answers=replace(FINE.answers, p95_seconds=0.2))),  # type: ignore[type-var]
        ("error-rate", replace(FINE, answers=replace(FINE.answers, errors=10))),  # type: ignore[type-var]
        ("dead-letters-hourly", replace(FINE, dead_letters_processed_at=(NOW - timedelta(minutes=65),))),
        ("backlog", replace(FINE, backlog=100)),
        ("uptime", replace(FINE, uptime=UptimeNumbers(up=999, down=1, unknown_ratio=0.0))),
        ("monitoring-overhead", replace(FINE, overhead=OverheadNumbers(50.0, 1000.0, 59))),
    ],
)
def test_at_its_limit_a_target_is_missed(name: str, reading: TargetReading) -> None:
    verdicts = {target.name: target.verdict for target in judge_targets(reading)}

    assert verdicts.pop(name) is Verdict.MISSED
    assert set(verdicts.values()) == {Verdict.MET}


@pytest.mark.parametrize(
    ("name", "reading", "n"),
    [
        ("mean-job-duration", replace(FINE, jobs=JobNumbers(4, 0, 4, 400.0)), 4),
        ("job-failure-rate", replace(FINE, jobs=JobNumbers(19, 19, 0, 0.0)), 19),
        ("response-time-p95", replace(FINE, answers=AnswerNumbers(58, 0, 9.0)), 58),
        ("error-rate", replace(FINE, answers=AnswerNumbers(99, 99, 9.0)), 99),
        ("uptime", replace(FINE, uptime=UptimeNumbers(0, 999, 0.99)), 999),
        ("dead-letters-hourly", replace(FINE, dead_letters_processed_at=()), 0),
        ("monitoring-overhead", replace(FINE, overhead=OverheadNumbers(500.0, 1000.0, 58)), 58),
        ("monitoring-overhead", replace(FINE, overhead=OverheadNumbers(500.0, 0.0, 58)), 0),
    ],
)
def test_too_few_measurements_say_nothing(name: str, reading: TargetReading, n: int) -> None:
    target = found(reading, name)

    assert (target.verdict, target.n) == (Verdict.INSUFFICIENT, n)


def test_what_is_unknown_is_neither_met_nor_missed() -> None:
    verdicts = {target.name: target.verdict for target in judge_targets(TargetReading(NOW))}

    assert set(verdicts.values()) == {Verdict.INSUFFICIENT}
