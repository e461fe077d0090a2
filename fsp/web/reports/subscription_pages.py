"""Reports by mail: the pages of subscriptions, and their actions."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.reporting.mail_states import find_mail
from fsp.reporting.period import TITLES
from fsp.reporting.report_mails import confirm_sent, send_again, send_now
from fsp.reporting.subscriptions import (
    SubscriptionText,
    add_subscription,
    change_subscription,
    delete_subscription,
    find_subscription,
    pause_subscription,
    resume_subscription,
    text_of_subscription,
)
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.reports.request_form import form_choices, subscription_text
from fsp.web.reports.views import all_projects, read_subscription
from fsp.web.timezone import zone_name

subscriptions = Blueprint("report_subscriptions", __name__)


@subscriptions.get("/reports/subscriptions/new")
@requires(Role.OPERATOR)
def new() -> str:
    """Show the form of a new subscription."""
    return _form(SubscriptionText(recipients="", zone=zone_name()), None)


@subscriptions.post("/reports/subscriptions")
@requires(Role.OPERATOR, action=Action.ADD_SUBSCRIPTION, target="{recipients}")
def create() -> Response:
    """Create a subscription."""
    subscription = add_subscription(subscription_text(), by=g.account.name, now=utc_now())
    flash("The report will be sent by mail.")
    return _to(subscription.id)


@subscriptions.get("/reports/subscriptions/<int:number>")
@requires(Role.VIEWER)
def show(number: int) -> str:
    """Show a subscription and its last mails."""
    return live_page("reports/subscription", line=read_subscription(number), periods=TITLES, now_shown=utc_now())


@subscriptions.get("/reports/subscriptions/<int:number>/edit")
@requires(Role.OPERATOR)
def edit(number: int) -> str:
    """Show the form of a subscription."""
    return _form(text_of_subscription(find_subscription(number)), number)


@subscriptions.post("/reports/subscriptions/<int:number>")
@requires(Role.OPERATOR, action=Action.CHANGE_SUBSCRIPTION, target="subscription {number}: {recipients}")
def save(number: int) -> Response:
    """Change a subscription."""
    change_subscription(find_subscription(number), subscription_text(), now=utc_now())
    flash("Subscription saved.")
    return _to(number)


@subscriptions.post("/reports/subscriptions/<int:number>/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_SUBSCRIPTION, target="subscription {number}")
def pause(number: int) -> Response:
    """Send nothing until it is resumed."""
    pause_subscription(find_subscription(number), by=g.account.name, reason=forms.text("reason"), now=utc_now())
    flash("Subscription paused.")
    return _to(number)


@subscriptions.post("/reports/subscriptions/<int:number>/resume")
@requires(Role.OPERATOR, action=Action.RESUME_SUBSCRIPTION, target="subscription {number}")
def resume(number: int) -> Response:
    """Send again from the next time on."""
    resume_subscription(find_subscription(number), now=utc_now())
    flash("Subscription resumed.")
    return _to(number)


@subscriptions.post("/reports/subscriptions/<int:number>/send")
@requires(Role.OPERATOR, action=Action.SEND_REPORT, target="subscription {number}")
def send(number: int) -> Response:
    """Send the report as of now to all recipients."""
    send_now(find_subscription(number), by=g.account.name, now=utc_now())
    flash("Sending the report…")
    return _to(number)


@subscriptions.post("/reports/subscriptions/<int:number>/delete")
@requires(Role.OPERATOR, action=Action.DELETE_SUBSCRIPTION, target="subscription {number}")
def delete(number: int) -> Response:
    """Delete a subscription with the records of its mails."""
    delete_subscription(find_subscription(number))
    flash("Subscription deleted.")
    return redirect(url_for("reports.index"), 303)


@subscriptions.post("/reports/mails/<int:number>/send-again")
@requires(Role.OPERATOR, action=Action.SEND_MAIL_AGAIN, target="report mail {number}")
def repeat(number: int) -> Response:
    """Send a failed or an unknown mail again."""
    mail = find_mail(number)
    send_again(mail, by=g.account.name, now=utc_now())
    flash("Sending the mail again…")
    return _to(mail.subscription_id)


@subscriptions.post("/reports/mails/<int:number>/confirm")
@requires(Role.OPERATOR, action=Action.CONFIRM_MAIL, target="report mail {number}")
def confirm(number: int) -> Response:
    """Record that an unknown mail arrived."""
    mail = find_mail(number)
    confirm_sent(mail, by=g.account.name, now=utc_now())
    flash("The mail is recorded as sent.")
    return _to(mail.subscription_id)


def _form(text: SubscriptionText, number: int | None) -> str:
    return render_template(
        "reports/subscription_form.html", text=text, number=number, choices=form_choices(), projects=all_projects()
    )


def _to(number: int) -> Response:
    return redirect(url_for("report_subscriptions.show", number=number), 303)
