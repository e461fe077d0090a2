"""An evaluator that has fallen silent is named by somebody else."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.health.evaluator import EvaluatorCheck, check_evaluator
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.stores import db

NOW = datetime(2026, 3, 1, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "status"), [(2, "healthy"), (11, "healthy"), (12, "degraded")])
def test_silence_is_named(core: Flask, minutes: int, status: str) -> None:
    db.session.add(AlertEvaluation(tick=NOW - timedelta(minutes=minutes), reading={}, decisions=[]))
    db.session.commit()

    result = check_evaluator(NOW)

    assert (result.status, f"{minutes} min" in result.message) == (status, True)


def test_before_the_first_evaluation_nothing_is_known(core: Flask) -> None:
    assert check_evaluator(NOW).status == "unknown"


@pytest.mark.parametrize(("minutes", "status"), [(10, "healthy"), (11, "degraded")])
def test_evaluations_to_come_say_that_a_clock_was_put_back(core: Flask, minutes: int, status: str) -> None:
    db.session.add(AlertEvaluation(tick=NOW + timedelta(minutes=minutes), reading={}, decisions=[]))
    db.session.commit()

    assert check_evaluator(NOW).status == status


def test_an_evaluator_that_never_came_is_named_once_two_rounds_are_over(core: Flask) -> None:
    check = EvaluatorCheck()

    status = [check(NOW + timedelta(minutes=minutes)).status for minutes in (0, 11, 12)]

    assert status == ["unknown", "unknown", "degraded"]
