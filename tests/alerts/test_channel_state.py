"""A channel works only if its last message was accepted; one that answers 500 every time is failing."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.alerts.attempt import Attempt
from fsp.alerts.channel_state import ChannelState, ChannelStatus, read_channel_statuses
from fsp.alerts.delivery_log import record_attempt
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.stores import db

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
YES, LATER, NO = DeliveryOutcome.ACCEPTED, DeliveryOutcome.TRY_AGAIN, DeliveryOutcome.FAILED


def standing(*outcomes: DeliveryOutcome) -> ChannelStatus:
    """Return how a channel stands after attempts, one a minute."""
    for number, outcome in enumerate(outcomes):
        error = "" if outcome is YES else "it answered 500"
        record_attempt("webhook", Attempt(outcome, 1.0, error=error), now=NOON + timedelta(minutes=number))
    db.session.commit()
    return read_channel_statuses(["webhook"])[0]


@pytest.mark.parametrize(
    ("outcomes", "state", "failures", "is_problem"),
    [
        ([], ChannelState.UNUSED, 0, False),
        ([YES], ChannelState.WORKS, 0, False),
        ([LATER], ChannelState.FAILING, 1, False),
        ([YES, LATER, LATER], ChannelState.FAILING, 2, False),
        ([LATER, LATER, LATER], ChannelState.FAILING, 3, True),
        ([YES, LATER, LATER, LATER], ChannelState.FAILING, 3, True),
        ([LATER, LATER, LATER, YES], ChannelState.WORKS, 0, False),
        ([NO], ChannelState.BROKEN, 1, True),
    ],
)
def test_the_state_is_that_of_the_last_attempts(
    core: Flask, outcomes: list[DeliveryOutcome], state: ChannelState, failures: int, is_problem: bool
) -> None:
    result = standing(*outcomes)

    assert (result.state, result.failures, result.is_problem) == (state, failures, is_problem)


def test_it_says_since_when_nothing_is_accepted_and_why(core: Flask) -> None:
    result = standing(YES, LATER, LATER)

    assert (result.since, result.last_accepted_at, result.last_error) == (
        NOON + timedelta(minutes=1),
        NOON,
        "it answered 500",
    )
