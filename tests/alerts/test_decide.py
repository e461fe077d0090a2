"""Deciding: what is told, what is held back, and by what."""

from datetime import timedelta

from fsp.alerts.candidate import Candidate
from fsp.alerts.decide import decide
from fsp.alerts.decision import Decision, NoticeStatus
from fsp.alerts.watch_state import WatchState
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import NoticeKind, Severity
from testbed.alert_candidates import says
from tests.alerts.steps import at

EVERY = timedelta(minutes=5)
REDIS_BAD, REDIS_FINE = (says("RedisUnreachable", verdict) for verdict in (Verdict.BAD, Verdict.FINE))
CIRCUIT_BAD, CIRCUIT_FINE = (
    says("CircuitOpen", verdict, labels=(("job_type", "export-data"),)) for verdict in (Verdict.BAD, Verdict.FINE)
)


class Run:
    def __init__(self) -> None:
        self.memories: dict[str, WatchState] = {}

    def next(self, minutes: float, *candidates: Candidate, **around: object) -> list[Decision]:
        decisions = decide(list(candidates), self.memories, now=at(minutes), every=EVERY, **around)  # type: ignore[arg-type]
        self.memories |= {decision.candidate.fingerprint: decision.after for decision in decisions}
        return decisions


def test_a_child_is_told_of_one_evaluation_after_its_parent_ended() -> None:
    run, said = Run(), []
    for number in range(9):
        redis = REDIS_BAD if number < 3 else REDIS_FINE
        _, child = run.next(5 * number, redis, CIRCUIT_BAD)
        said.append(child.notice or child.held_by)

    assert said[:2] == ["pending: 1 of 2 consecutive breaches", "suppressed by RedisUnreachable"]
    # It recovers at 15 and resolves at 20, which still suppresses; then one evaluation more.
    assert said[2:7] == ["suppressed by RedisUnreachable"] * 3 + ["just after RedisUnreachable", "firing"]


def test_a_child_that_was_told_of_resolves_while_its_parent_fires() -> None:
    run = Run()
    run.next(0, REDIS_FINE, CIRCUIT_BAD)
    run.next(5, REDIS_FINE, CIRCUIT_BAD)
    said = [run.next(10 + 5 * number, REDIS_BAD, CIRCUIT_FINE)[1].notice for number in range(4)]

    assert said == [None, None, NoticeKind.RESOLVED, None]


def test_a_platform_explains_the_failures_of_types_that_call_it_also_once_nobody_calls_any_more() -> None:
    run = Run()
    labels = (("platform", "blog"),)
    down = says("PlatformFailures", Verdict.BAD, labels=labels, affects=("publish",))
    uncalled = says("PlatformFailures", Verdict.NO_DATA, labels=labels)
    publish, write = (says("JobFailures", Verdict.BAD, labels=(("job_type", name),)) for name in ("publish", "write"))
    run.next(0, down, publish, write)
    _, called, other = run.next(5, down, publish, write)
    _, later, _ = run.next(10, uncalled, publish, write)

    assert (called.held_by, later.held_by) == ("suppressed by PlatformFailures",) * 2
    assert other.notice is NoticeKind.FIRING


def test_what_ended_before_anybody_knew_is_not_resolved_aloud() -> None:
    run = Run()
    run.next(0, REDIS_BAD, silences={REDIS_BAD.fingerprint: "ada"})
    run.next(5, REDIS_FINE)
    (decision,) = run.next(10, REDIS_FINE)

    assert (decision.notice, decision.held_by) == (None, "resolved before a notification was sent")


def test_a_rise_is_told_at_once_whatever_the_cooldown_and_a_fall_is_not() -> None:
    run = Run()
    said = []
    for minute, severity in enumerate([Severity.WARNING, Severity.WARNING, Severity.CRITICAL, Severity.WARNING]):
        reported = {REDIS_BAD.fingerprint: NoticeStatus(at(0))}
        worse = says("RedisUnreachable", Verdict.BAD, severity=severity)
        said.append(run.next(minute, worse, notices=reported)[0].notice)

    assert said == [NoticeKind.FIRING, None, NoticeKind.RISE, None]


def test_an_acknowledged_alert_is_not_repeated_but_its_rise_and_end_are_told() -> None:
    from dataclasses import replace

    run = Run()
    run.next(0, REDIS_BAD)
    name = REDIS_BAD.fingerprint
    run.memories[name] = replace(run.memories[name], acknowledged_by="ada")
    (quiet,) = run.next(60, REDIS_BAD, notices={name: NoticeStatus(at(0))})
    run.next(65, REDIS_FINE)
    (end,) = run.next(75, REDIS_FINE)

    assert (quiet.notice, quiet.held_by) == (None, "acknowledged by ada")
    assert end.notice is NoticeKind.RESOLVED


def test_nothing_is_repeated_while_the_last_notice_is_on_its_way() -> None:
    run = Run()
    run.next(0, REDIS_BAD)
    (decision,) = run.next(60, REDIS_BAD, notices={REDIS_BAD.fingerprint: NoticeStatus(None, is_waiting=True)})

    assert (decision.notice, decision.held_by) == (None, "previous notification still pending")


def test_each_quiet_evaluation_names_what_kept_it_quiet() -> None:
    run = Run()
    verdicts = (Verdict.FINE, Verdict.NO_DATA, Verdict.BETWEEN, Verdict.BAD)
    said = [run.next(5 * number, says("JobFailures", verdict))[0].held_by for number, verdict in enumerate(verdicts)]

    assert said == ["fine", "no data", "within the hysteresis band", "pending: 1 of 2 consecutive breaches"]


def test_every_decision_is_either_told_or_held() -> None:
    run = Run()
    decisions = [
        decision
        for number in range(60)
        for decision in run.next(5 * number, REDIS_BAD if number // 3 % 2 == 0 else REDIS_FINE, CIRCUIT_BAD)
    ]

    assert all(bool(decision.notice) != bool(decision.held_by) for decision in decisions)
