"""`fsp reports subscribe` and its siblings: reports by mail."""

import getpass
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.choices import values_of
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.core import current_settings
from fsp.models.report_subscription import Rhythm
from fsp.reporting.mail_states import find_mail, recent_mails
from fsp.reporting.options import ReportFormat
from fsp.reporting.period import PeriodName
from fsp.reporting.report_mails import confirm_sent, send_again, send_now
from fsp.reporting.rhythm import due_times
from fsp.reporting.subscriptions import (
    SubscriptionText,
    add_subscription,
    change_subscription,
    delete_subscription,
    find_subscription,
    list_subscriptions,
    parse_clock,
    pause_subscription,
    resume_subscription,
    text_of_subscription,
)

_PERIODS = [name for name in PeriodName if name is not PeriodName.DATES]
_OPTIONS = (
    click.option("--project", default=None, metavar="SLUG", help='A project; "" for all. Default: all.'),
    click.option(
        "--period",
        type=click.Choice(values_of(_PERIODS)),
        default=None,
        help="What it covers. Default: week.",
    ),
    click.option("--rhythm", type=click.Choice(values_of(Rhythm)), default=None, help="Default: weekly."),
    click.option("--day", type=int, default=None, help="The weekday, 1 for Monday, or the day of the month."),
    click.option("--at", default=None, metavar="HH:MM", help="The time of day. Default: 08:00."),
    click.option("--zone", default=None, help="A time zone. Default: FSP_ZONE."),
    click.option(
        "--format",
        "formats",
        multiple=True,
        type=click.Choice(values_of(ReportFormat)),
        help="Default: html and csv.",
    ),
    click.option("--attach/--link", "attaches", default=None, help="Attach the files, or link to them."),
)


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("subscribe")
@click.argument("recipients", nargs=-1, required=True)
@_with_options
@click.pass_obj
def subscribe(context: Context, /, recipients: tuple[str, ...], **options: Any) -> None:
    """Send a report to RECIPIENTS regularly.

    Prints the number of the subscription.
    """
    with acting(context, Action.ADD_SUBSCRIPTION, ", ".join(recipients)):
        text = SubscriptionText(", ".join(recipients), zone=current_settings().zone)
        subscription = add_subscription(_changed(text, options), by=getpass.getuser(), now=utc_now())
        click.echo(subscription.id)


@click.command("change")
@click.argument("number", type=int)
@click.option("--to", "recipients", multiple=True, metavar="ADDRESS", help="The recipients. Can be repeated.")
@_with_options
@click.pass_obj
def change(context: Context, /, number: int, recipients: tuple[str, ...], **options: Any) -> None:
    """Change the subscription NUMBER. Omitted options stay."""
    with acting(context, Action.CHANGE_SUBSCRIPTION, f"subscription {number}"):
        subscription = find_subscription(number)
        text = _changed(text_of_subscription(subscription), options)
        text = replace(text, recipients=", ".join(recipients)) if recipients else text
        change_subscription(subscription, text, now=utc_now())


@click.command("subscriptions")
@click.pass_obj
def subscriptions(context: Context) -> None:
    """List the reports by mail."""
    with context.app.app_context():
        for row in list_subscriptions():
            subject = row.project.slug if row.project else "all projects"
            state = "paused" if row.paused_at else "active"
            columns = (subject, row.period, due_times(row).words, state, ", ".join(row.recipients))
            click.echo("\t".join((str(row.id), *columns)))


@click.command("pause")
@click.argument("number", type=int)
@click.option("--reason", default="", help="Shown to everybody.")
@click.pass_obj
def pause(context: Context, number: int, reason: str) -> None:
    """Pause the subscription NUMBER."""
    with acting(context, Action.PAUSE_SUBSCRIPTION, f"subscription {number}", reason=reason):
        pause_subscription(find_subscription(number), by=getpass.getuser(), reason=reason, now=utc_now())


@click.command("resume")
@click.argument("number", type=int)
@click.pass_obj
def resume(context: Context, number: int) -> None:
    """Resume the subscription NUMBER, from its next time on."""
    with acting(context, Action.RESUME_SUBSCRIPTION, f"subscription {number}"):
        resume_subscription(find_subscription(number), now=utc_now())


@click.command("send")
@click.argument("number", type=int)
@click.pass_obj
def send(context: Context, number: int) -> None:
    """Send the report of the subscription NUMBER now."""
    with acting(context, Action.SEND_REPORT, f"subscription {number}"):
        send_now(find_subscription(number), by=getpass.getuser(), now=utc_now())


@click.command("unsubscribe")
@click.argument("number", type=int)
@click.pass_obj
def unsubscribe(context: Context, number: int) -> None:
    """Delete the subscription NUMBER with the records of its mails."""
    with acting(context, Action.DELETE_SUBSCRIPTION, f"subscription {number}"):
        delete_subscription(find_subscription(number))


@click.command("mails")
@click.argument("number", type=int, required=False)
@click.pass_obj
def mails(context: Context, number: int | None) -> None:
    """List the last mails, of the subscription NUMBER or of all."""
    with context.app.app_context():
        for mail in recent_mails(number):
            columns = (str(mail.subscription_id), iso(mail.due_at), mail.recipient, mail.state)
            click.echo("\t".join((str(mail.id), *columns, mail.error or mail.answer)))


@click.command("send-again")
@click.argument("mail", type=int)
@click.pass_obj
def repeat(context: Context, mail: int) -> None:
    """Send the failed or unknown mail MAIL again. An unknown one may arrive twice."""
    with acting(context, Action.SEND_MAIL_AGAIN, f"report mail {mail}"):
        send_again(find_mail(mail), by=getpass.getuser(), now=utc_now())


@click.command("confirm")
@click.argument("mail", type=int)
@click.pass_obj
def confirm(context: Context, mail: int) -> None:
    """Record that the unknown mail MAIL arrived."""
    with acting(context, Action.CONFIRM_MAIL, f"report mail {mail}"):
        confirm_sent(find_mail(mail), by=getpass.getuser(), now=utc_now())


COMMANDS = (subscribe, change, subscriptions, pause, resume, send, unsubscribe, mails, repeat, confirm)


def _changed(text: SubscriptionText, options: dict[str, Any]) -> SubscriptionText:
    values = {name: value for name, value in options.items() if value not in {None, ()}}
    if "at" in values:
        values["minute"] = parse_clock(values.pop("at"))
    if "formats" in values:
        values["formats"] = tuple(map(ReportFormat, values["formats"]))
    for name, kind in (("period", PeriodName), ("rhythm", Rhythm)):
        values |= {name: kind(values[name])} if name in values else {}
    return replace(text, **values)
