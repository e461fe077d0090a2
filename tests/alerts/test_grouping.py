"""Grouping: by alert type, or one digest in a storm."""

from datetime import timedelta

from fsp.alerts.candidate import Candidate
from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision
from fsp.alerts.grouping import STORM, group
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import NoticeKind
from testbed.alert_candidates import says
from tests.alerts.steps import START


def missed(count: int) -> list[Candidate]:
    return [says("ScheduleMissed", Verdict.BAD, labels=(("schedule", f"task-{number}"),)) for number in range(count)]


def decided(candidates: list[Candidate]) -> list[Decision]:
    return decide(candidates, {}, now=START, every=timedelta(minutes=5))


def test_alerts_of_one_type_go_out_together() -> None:
    groups = group(decided([*missed(9)]), START)

    assert {key: len(result) for key, result in groups.items()} == {("system_health", START): 9}


def test_ten_new_ones_are_a_storm_in_one_message() -> None:
    groups = group(decided([*missed(9), says("RedisUnreachable", Verdict.BAD)]), START)

    # Redis being down is told; that the schedules were missed follows from it and is not.
    assert {key: len(result) for key, result in groups.items()} == {("system_health", START): 1}
    assert {key[0]: len(result) for key, result in group(decided(missed(10)), START).items()} == {STORM: 10}


def test_what_nobody_is_told_of_is_in_no_group() -> None:
    quiet = decided([says("RedisUnreachable", Verdict.FINE)])

    assert group(quiet, START) == {}
    assert all(decision.notice is not NoticeKind.FIRING for decision in quiet)
