"""Subscriptions to reports by mail: created, changed, paused and deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fsp.content.lookup import find_project
from fsp.errors import InvalidInput, NotFound
from fsp.local_time import checked_zone
from fsp.mail_addresses import parse_address, split_addresses
from fsp.models.project import Project
from fsp.models.report_subscription import ReportSubscription, Rhythm
from fsp.reporting.options import DEFAULT_FORMATS, ReportFormat
from fsp.reporting.period import PeriodName
from fsp.reporting.rhythm import MAX_MONTH_DAY, MAX_WEEKDAY
from fsp.stores import db

MAX_RECIPIENTS = 50
MAX_SUBSCRIPTIONS = 200
MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True)
class SubscriptionText:
    """What a person chooses. `day` is a weekday from 1 for Monday, or a day of the month; `project` is a slug."""

    recipients: str
    project: str = ""
    period: PeriodName = PeriodName.WEEK
    rhythm: Rhythm = Rhythm.WEEKLY
    day: int = 1
    minute: int = 8 * 60
    zone: str = "UTC"
    formats: tuple[ReportFormat, ...] = DEFAULT_FORMATS
    attaches: bool = True


def list_subscriptions() -> list[ReportSubscription]:
    """Return all subscriptions, oldest first. Those of deleted projects are left out."""
    return list(
        db.session.scalars(
            select(ReportSubscription)
            .outerjoin(Project)
            .where(Project.deleted_at.is_(None))
            .options(joinedload(ReportSubscription.project))
            .order_by(ReportSubscription.id)
        )
    )


def find_subscription(subscription_id: int) -> ReportSubscription:
    """Return a subscription; raise NotFound if it does not exist."""
    subscription = db.session.get(ReportSubscription, subscription_id)
    if subscription is None:
        raise NotFound(f"There is no report subscription {subscription_id}. It may have been deleted.")
    return subscription


def add_subscription(text: SubscriptionText, *, by: str, now: datetime) -> ReportSubscription:
    """Create a subscription; raise InvalidInput for an invalid choice."""
    if len(list_subscriptions()) >= MAX_SUBSCRIPTIONS:
        raise InvalidInput(f"There are {MAX_SUBSCRIPTIONS} report subscriptions already. Delete one first.")
    subscription = ReportSubscription(created_by=by, created_at=now)
    _set(subscription, text, now)
    db.session.add(subscription)
    db.session.commit()
    return subscription


def change_subscription(subscription: ReportSubscription, text: SubscriptionText, *, now: datetime) -> None:
    """Change a subscription. Times before now are not made up for."""
    _set(subscription, text, now)
    db.session.commit()


def pause_subscription(subscription: ReportSubscription, *, by: str, reason: str, now: datetime) -> None:
    """Send nothing until it is resumed."""
    subscription.paused_at, subscription.paused_by, subscription.pause_reason = now, by, reason[:500]
    db.session.commit()


def resume_subscription(subscription: ReportSubscription, *, now: datetime) -> None:
    """Send again from the next time on."""
    subscription.paused_at, subscription.paused_by, subscription.pause_reason = None, "", ""
    subscription.active_since = now
    db.session.commit()


def delete_subscription(subscription: ReportSubscription) -> None:
    """Delete it with the records of its mails. Mails that are waiting are not sent."""
    db.session.delete(subscription)
    db.session.commit()


def text_of_subscription(subscription: ReportSubscription) -> SubscriptionText:
    """Return the current choices."""
    return SubscriptionText(
        recipients=", ".join(subscription.recipients),
        project=subscription.project.slug if subscription.project else "",
        period=PeriodName(subscription.period),
        rhythm=Rhythm(subscription.rhythm),
        day=subscription.day,
        minute=subscription.minute,
        zone=subscription.zone,
        formats=tuple(ReportFormat(name) for name in subscription.formats),
        attaches=subscription.attaches,
    )


def _set(subscription: ReportSubscription, text: SubscriptionText, now: datetime) -> None:
    subscription.project = find_project(text.project) if text.project else None
    subscription.recipients = checked_recipients(text.recipients)
    if text.period is PeriodName.DATES:
        raise InvalidInput("A report by mail needs a period that moves on, such as week or month.")
    max_day = {Rhythm.DAILY: 1, Rhythm.WEEKLY: MAX_WEEKDAY, Rhythm.MONTHLY: MAX_MONTH_DAY}[text.rhythm]
    day = 1 if text.rhythm is Rhythm.DAILY else text.day
    if not 1 <= day <= max_day:
        raise InvalidInput(f"The day of a {text.rhythm} report must be 1 to {max_day}, got {text.day}.")
    if not 0 <= text.minute < MINUTES_OF_DAY:
        raise InvalidInput("The time of day must be between 00:00 and 23:59.")
    subscription.period, subscription.rhythm, subscription.day = text.period, text.rhythm, day
    subscription.minute, subscription.zone = text.minute, checked_zone(text.zone)
    subscription.formats = [name.value for name in dict.fromkeys(text.formats)]
    subscription.attaches, subscription.active_since = text.attaches, now


def checked_recipients(text: str) -> list[str]:
    """Return the mail addresses in a text, each once; raise InvalidInput for an invalid one."""
    addresses: dict[str, None] = {}
    for part in split_addresses(" ".join(text.split()).replace(";", ",")):
        try:
            addresses[parse_address(part).address] = None
        except ValueError as error:
            raise InvalidInput(f'"{part:.100}" is no mail address: {error}.') from None
    if not 1 <= len(addresses) <= MAX_RECIPIENTS:
        raise InvalidInput(f"A report by mail needs 1 to {MAX_RECIPIENTS} recipients, got {len(addresses)}.")
    return list(addresses)


def parse_clock(text: str) -> int:
    """Return the minutes since midnight of a time such as 08:30; raise InvalidInput for an invalid one."""
    hours, colon, minutes = text.strip().partition(":")
    if not colon or not (hours + minutes).isdecimal() or len(minutes) != 2 or not 1 <= len(hours) <= 2:  # noqa: PLR2004
        raise InvalidInput(f'A time of day must be like 08:30, got "{text:.20}".')
    if int(hours) > 23 or int(minutes) > 59:  # noqa: PLR2004
        raise InvalidInput(f'A time of day must be between 00:00 and 23:59, got "{text:.20}".')
    return int(hours) * 60 + int(minutes)
