"""Subscriptions to reports: checked, changed, paused, and left by a recipient."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from fsp.errors import InvalidInput, NotFound
from fsp.models.report_subscription import ReportSubscription, Rhythm
from fsp.reporting.period import PeriodName
from fsp.reporting.subscriptions import (
    SubscriptionText,
    add_subscription,
    change_subscription,
    find_subscription,
    list_subscriptions,
    parse_clock,
    pause_subscription,
    resume_subscription,
    text_of_subscription,
)
from fsp.reporting.unsubscribe import leave, leave_address, leave_token, recipient_of
from fsp.settings import Settings
from tests.reporting.published import NOW, add_project

TEXT = SubscriptionText("Ada <ada@example.org>; grace@example.org", zone="Europe/Berlin")


def add(**changes: object) -> ReportSubscription:
    return add_subscription(replace(TEXT, **changes), by="ada", now=NOW)  # type: ignore[arg-type]


def test_a_subscription_keeps_what_was_chosen(core: Flask) -> None:
    add_project()

    subscription = add(project="garden", rhythm=Rhythm.MONTHLY, day=31, minute=parse_clock("7:05"))

    assert subscription.recipients == ["ada@example.org", "grace@example.org"]
    chosen = text_of_subscription(find_subscription(subscription.id))
    assert (chosen.project, chosen.rhythm, chosen.day, chosen.minute) == ("garden", Rhythm.MONTHLY, 31, 425)
    assert list_subscriptions() == [subscription]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recipients": ""}, "1 to 50 recipients"),
        ({"recipients": "ada"}, "no mail address"),
        ({"recipients": "a@b.example\r\nBcc: x@y.example"}, "no mail address"),
        ({"period": PeriodName.DATES}, "moves on"),
        ({"day": 8}, "must be 1 to 7"),
        ({"minute": 1440}, "between 00:00 and 23:59"),
        ({"zone": "Mars"}, "time zone"),
        ({"project": "nowhere"}, "not found"),
    ],
)
def test_what_cannot_be_is_refused(core: Flask, changes: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        add(**changes)


@pytest.mark.parametrize("text", ["8", "24:00", "08:60", "8:5", "x:00", "-1:00", ""])
def test_a_time_of_day_is_hours_and_minutes(text: str) -> None:
    with pytest.raises(InvalidInput, match="time of day"):
        parse_clock(text)


def test_a_change_and_a_pause_make_up_for_nothing(core: Flask) -> None:
    subscription = add()
    later = NOW + timedelta(days=9)

    change_subscription(subscription, replace(TEXT, recipients="x@example.org"), now=later)

    assert (subscription.recipients, subscription.active_since) == (["x@example.org"], later)
    pause_subscription(subscription, by="ada", reason="holidays", now=later)
    assert subscription.pause_reason == "holidays"
    resume_subscription(subscription, now=later + timedelta(days=1))
    assert (subscription.paused_at, subscription.active_since) == (None, later + timedelta(days=1))


def test_a_recipient_leaves_by_the_link_alone_and_the_last_one_pauses_it(core: Flask, settings: Settings) -> None:
    subscription = add()
    token = leave_token(settings, subscription.id, "ada@example.org")

    assert leave_address(settings, subscription.id, "ada@example.org").endswith(f"/{subscription.id}/{token}")
    leave(*recipient_of(settings, subscription.id, token), now=NOW)
    assert subscription.recipients == ["grace@example.org"]
    for key, number in ((token, subscription.id), ("0" * 32, subscription.id), (token, 99)):
        with pytest.raises(NotFound, match="not valid any more"):
            recipient_of(settings, number, key)
    leave(subscription, "grace@example.org", now=NOW)
    assert subscription.pause_reason == "The last recipient unsubscribed."
