"""Grouping: by alert type, or one digest in a storm."""

from datetime import timedelta

from fsp.alerts.decide import Decision, decide
from fsp.alerts.grouping import STORM, group
from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.rules.redis import REDIS_UNREACHABLE
from fsp.alerts.rules.schedules import SCHEDULE_MISSED
from fsp.models.alert_notice import NoticeKind
from tests.alerts.steps import START


def missed(count: int) -> list[Judgement]:
    return [
        SCHEDULE_MISSED.says(Verdict.BAD, "a test", labels=(("schedule", f"task-{number}"),)) for number in range(count)
    ]


def decided(judgements: list[Judgement]) -> list[Decision]:
    return decide(judgements, {}, now=START, every=timedelta(minutes=5))


def test_alerts_of_one_type_go_out_together() -> None:
    groups = group(decided([*missed(9)]), START)

    assert {key: len(found) for key, found in groups.items()} == {("system_health", START): 9}


def test_ten_new_ones_are_a_storm_in_one_message() -> None:
    groups = group(decided([*missed(9), REDIS_UNREACHABLE.says(Verdict.BAD, "a test")]), START)

    # Redis being down is told; that the schedules were missed follows from it and is not.
    assert {key: len(found) for key, found in groups.items()} == {("system_health", START): 1}
    assert {key[0]: len(found) for key, found in group(decided(missed(10)), START).items()} == {STORM: 10}


def test_what_nobody_is_told_of_is_in_no_group() -> None:
    quiet = decided([REDIS_UNREACHABLE.says(Verdict.FINE, "a test")])

    assert group(quiet, START) == {}
    assert all(decision.notice is not NoticeKind.FIRING for decision in quiet)
