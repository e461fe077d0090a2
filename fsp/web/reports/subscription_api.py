"""`/api/report-subscriptions` and `/api/report-mails`: reports by mail."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.models.account import Role
from fsp.models.report_subscription import ReportMail, ReportSubscription
from fsp.reporting.mail_states import find_mail, recent_mails
from fsp.reporting.report_mails import confirm_sent, send_again, send_now
from fsp.reporting.subscriptions import (
    SubscriptionText,
    add_subscription,
    change_subscription,
    delete_subscription,
    find_subscription,
    list_subscriptions,
    pause_subscription,
    resume_subscription,
    text_of_subscription,
)
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.reports.schemas import (
    DeletedSubscriptionShape,
    PauseSubscriptionBody,
    ReportMailListShape,
    ReportMailShape,
    SentReportShape,
    SubscriptionBody,
    SubscriptionListShape,
    SubscriptionPath,
    SubscriptionShape,
)

subscriptions_api = api_blueprint("api_report_subscriptions")

BASE = "/api/report-subscriptions"
HERE = f"{BASE}/<int:number>"
MAIL = "/api/report-mails/<int:number>"


@subscriptions_api.get(BASE, responses={200: SubscriptionListShape}, summary="List reports by mail")
@requires(Role.VIEWER)
def index() -> Response:
    """List all subscriptions."""
    shapes = SubscriptionShape.list_of(list_subscriptions())
    end_reading()
    return answer(SubscriptionListShape(subscriptions=shapes))


@subscriptions_api.post(BASE, responses={201: SubscriptionShape}, summary="Send a report by mail regularly")
@requires(Role.OPERATOR, action=Action.ADD_SUBSCRIPTION, target="{recipients}")
def create(body: SubscriptionBody) -> tuple[Response, int]:
    """Create a subscription. By default it is the report on the last week, on Mondays at 08:00 UTC."""
    text = body.text_on(SubscriptionText(recipients=""))
    return _shown(add_subscription(text, by=g.account.name, now=utc_now())), 201


@subscriptions_api.get(HERE, responses={200: SubscriptionShape}, summary="Read a report by mail")
@requires(Role.VIEWER)
def show(path: SubscriptionPath) -> Response:
    """Return a subscription."""
    return _shown(find_subscription(path.number))


@subscriptions_api.patch(HERE, responses={200: SubscriptionShape}, summary="Change a report by mail")
@requires(Role.OPERATOR, action=Action.CHANGE_SUBSCRIPTION, target="subscription {number}")
def change(path: SubscriptionPath, body: SubscriptionBody) -> Response:
    """Change a subscription. Times before now are not made up for."""
    subscription = find_subscription(path.number)
    change_subscription(subscription, body.text_on(text_of_subscription(subscription)), now=utc_now())
    return _shown(subscription)


@subscriptions_api.delete(HERE, responses={200: DeletedSubscriptionShape}, summary="Delete a report by mail")
@requires(Role.OPERATOR, action=Action.DELETE_SUBSCRIPTION, target="subscription {number}")
def delete(path: SubscriptionPath) -> Response:
    """Delete a subscription with the records of its mails."""
    delete_subscription(find_subscription(path.number))
    return answer(DeletedSubscriptionShape(id=path.number))


@subscriptions_api.post(f"{HERE}/pause", responses={200: SubscriptionShape}, summary="Pause a report by mail")
@requires(Role.OPERATOR, action=Action.PAUSE_SUBSCRIPTION, target="subscription {number}")
def pause(path: SubscriptionPath, body: PauseSubscriptionBody) -> Response:
    """Send nothing until it is resumed."""
    subscription = find_subscription(path.number)
    pause_subscription(subscription, by=g.account.name, reason=body.reason, now=utc_now())
    return _shown(subscription)


@subscriptions_api.post(f"{HERE}/resume", responses={200: SubscriptionShape}, summary="Resume a report by mail")
@requires(Role.OPERATOR, action=Action.RESUME_SUBSCRIPTION, target="subscription {number}")
def resume(path: SubscriptionPath) -> Response:
    """Send again from the next time on."""
    subscription = find_subscription(path.number)
    resume_subscription(subscription, now=utc_now())
    return _shown(subscription)


@subscriptions_api.post(f"{HERE}/send", responses={200: SentReportShape}, summary="Send a report by mail now")
@requires(Role.OPERATOR, action=Action.SEND_REPORT, target="subscription {number}")
def send(path: SubscriptionPath) -> Response:
    """Send the report as of now to all recipients."""
    due_at = send_now(find_subscription(path.number), by=g.account.name, now=utc_now())
    mails = [mail for mail in recent_mails(path.number) if mail.due_at == due_at]
    return answer(SentReportShape(due_at=due_at, mails=ReportMailShape.list_of(mails)))


@subscriptions_api.get(f"{HERE}/mails", responses={200: ReportMailListShape}, summary="List the mails of a report")
@requires(Role.VIEWER)
def mails(path: SubscriptionPath) -> Response:
    """List the last mails of a subscription."""
    shapes = ReportMailShape.list_of(recent_mails(find_subscription(path.number).id))
    end_reading()
    return answer(ReportMailListShape(mails=shapes))


@subscriptions_api.post(f"{MAIL}/send-again", responses={200: ReportMailShape}, summary="Send a report mail again")
@requires(Role.OPERATOR, action=Action.SEND_MAIL_AGAIN, target="report mail {number}")
def repeat(path: SubscriptionPath) -> Response:
    """Send a failed or an unknown mail again. An unknown one may arrive twice."""
    mail = find_mail(path.number)
    send_again(mail, by=g.account.name, now=utc_now())
    return _mail(mail)


@subscriptions_api.post(f"{MAIL}/confirm", responses={200: ReportMailShape}, summary="Confirm that a mail arrived")
@requires(Role.OPERATOR, action=Action.CONFIRM_MAIL, target="report mail {number}")
def confirm(path: SubscriptionPath) -> Response:
    """Record that an unknown mail arrived."""
    mail = find_mail(path.number)
    confirm_sent(mail, by=g.account.name, now=utc_now())
    return _mail(mail)


def _shown(subscription: ReportSubscription) -> Response:
    shape = SubscriptionShape.of(subscription)
    end_reading()
    return answer(shape)


def _mail(mail: ReportMail) -> Response:
    shape = ReportMailShape.of(mail)
    end_reading()
    return answer(shape)
