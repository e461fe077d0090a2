"""One evaluation: states and notices in one transaction, once, through restarts and crashes."""

from datetime import timedelta
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import Table, select

from fsp.alerts.candidate import Candidate
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import KEEP_EVALUATIONS, evaluate
from fsp.alerts.judge import candidates_of
from fsp.alerts.silences import silence
from fsp.conditions.facts.work import CircuitFacts
from fsp.conditions.snapshot import Snapshot
from fsp.core import core_app
from fsp.models.alert import Alert
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.models.alert_kinds import AlertState
from fsp.models.alert_notice import AlertNotice
from fsp.models.alert_watch import AlertWatch
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.received import reasons, received
from tests.alerts.steps import Clock, at, evaluate_and_deliver, jobs, outside, redis_down, redis_up, webhook
from tests.receiver import Receiver


def test_twelve_bad_evaluations_with_a_restart_after_each_are_one_firing_and_one_resolve(
    core: Flask, settings: Settings, receiver: Receiver, clock: Clock
) -> None:
    for number in range(20):
        with core_app(settings).app_context():
            evaluate_and_deliver(
                redis_up(5 * number) if number >= 12 else redis_down(5 * number), webhook(receiver), clock=clock
            )
            db.session.remove()
            db.engine.dispose()

    assert [reason for reason in reasons(receiver) if reason != "reminder"] == ["firing", "resolved"]
    assert [alert.state for alert in db.session.scalars(select(Alert))] == [AlertState.RESOLVED]


def test_a_second_evaluation_of_a_tick_changes_nothing(core: Flask) -> None:
    first = evaluate(redis_down(0), channels=["webhook"])
    again = evaluate(redis_down(1), channels=["webhook"])

    assert (first.was_first, again.was_first, again.decisions) == (True, False, ())
    assert len(list(db.session.scalars(select(AlertNotice)))) == 1


def test_what_changes_while_it_is_evaluated_is_read_again(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(redis_down(0), channels=[])
    (watch,) = db.session.scalars(select(AlertWatch)).all()
    from fsp.alerts import evaluate as module

    tries: list[int] = []

    def judge_all(*value: Any) -> list[Candidate]:
        if not tries:
            # As another process would, between reading and writing.
            db.session.execute(cast(Table, AlertWatch.__table__).update().values(version=AlertWatch.version + 1))
        tries.append(1)
        return candidates_of(*value)

    monkeypatch.setattr(module, "candidates_of", judge_all)
    evaluation = evaluate(redis_down(5), channels=[])

    assert evaluation.was_first
    assert len(tries) == 2
    assert watch.version >= 1


def test_a_crash_before_the_commit_leaves_neither_state_nor_notice(
    core: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fsp.alerts import evaluate as module

    def crash(*_, **__):  # type: ignore[no-untyped-def]
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_notices", crash)
        with pytest.raises(RuntimeError):
            evaluate(redis_down(0), channels=["webhook"])
        db.session.rollback()
    counts = [len(list(db.session.scalars(select(model)))) for model in (Alert, AlertWatch, AlertEvaluation)]
    again = evaluate(redis_down(1), channels=["webhook"])

    assert counts == [0, 0, 0]
    assert again.was_first
    assert len(list(db.session.scalars(select(AlertNotice)))) == 1


def test_a_cause_that_is_no_longer_reported_resolves(core: Flask, receiver: Receiver, clock: Clock) -> None:
    circuit = CircuitFacts("export-data", "open", at(0), "5 failures")
    for number in range(8):
        reading = Snapshot(at(5 * number), circuits=(circuit,) if number < 2 else ())
        evaluate_and_deliver(reading, webhook(receiver), clock=clock)

    assert received(receiver) == [("CircuitOpen", "firing"), ("CircuitOpen", "resolved")]


def test_a_gap_in_the_data_is_shown_as_such_and_never_as_resolved(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    for number in range(3):
        evaluate_and_deliver(jobs(5 * number, 10, 20), webhook(receiver), clock=clock)
    for number in range(3, 27):
        evaluate_and_deliver(Snapshot(at(5 * number), job_types=()), webhook(receiver), clock=clock)

    (alert,) = db.session.scalars(select(Alert)).all()
    assert alert.state == AlertState.NO_DATA
    assert "resolved" not in reasons(receiver)


def test_a_silence_holds_notices_back_but_not_the_resolve(core: Flask, receiver: Receiver, clock: Clock) -> None:
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)
    silence("RedisUnreachable", until=at(600), reason="moving house", by="ada", now=at(1))
    held = [evaluate_and_deliver(redis_down(5 * number), webhook(receiver), clock=clock)[0] for number in range(1, 6)]
    for number in range(6, 10):
        evaluate_and_deliver(redis_up(5 * number), webhook(receiver), clock=clock)

    said = {
        decision.held_by
        for evaluation in held
        for decision in evaluation.decisions
        if decision.candidate.rule == "RedisUnreachable"
    }
    assert reasons(receiver) == ["firing", "resolved"]
    assert "silenced by ada until 2030-05-01T10:00:00Z: moving house" in said


def test_old_evaluations_go_and_quiet_causes_are_forgotten(core: Flask) -> None:
    evaluate(redis_down(0), channels=[])
    for number in range(1, 40):
        evaluate(redis_up(5 * number), channels=[])
    evaluate(Snapshot(at(0) + KEEP_EVALUATIONS + timedelta(minutes=5)), channels=[])

    assert at(0) not in list(db.session.scalars(select(AlertEvaluation.tick)))
    assert list(db.session.scalars(select(AlertWatch))) == []


def test_without_a_channel_alerts_are_rows_all_the_same(core: Flask, clock: Clock) -> None:
    evaluate(redis_down(0), channels=[])
    deliver_due([], outside(clock))

    (alert,) = db.session.scalars(select(Alert)).all()
    assert (alert.state, alert.severity, alert.rule) == ("firing", "critical", "RedisUnreachable")


def test_a_clock_that_is_put_back_silences_nothing_and_holds_no_alert(
    core: Flask, receiver: Receiver, clock: Clock
) -> None:
    for minutes in range(0, 60, 5):
        evaluate_and_deliver(redis_down(minutes), webhook(receiver), clock=clock)

    for minutes in range(0, 30, 5):
        evaluate_and_deliver(redis_up(minutes - 24 * 60), webhook(receiver), clock=clock)

    assert reasons(receiver)[-1] == "resolved"
    assert [alert.state for alert in db.session.scalars(select(Alert))] == [AlertState.RESOLVED]
    assert len(list(db.session.scalars(select(AlertEvaluation)))) == 6


def test_an_evaluator_whose_clock_is_a_little_ahead_is_not_undone(core: Flask) -> None:
    evaluate(redis_up(10), channels=[])

    assert evaluate(redis_up(0), channels=[]).was_first
    assert not evaluate(redis_up(10), channels=[]).was_first
