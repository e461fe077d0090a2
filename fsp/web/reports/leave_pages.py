"""The page by which the recipient of a report leaves its subscription, without an account."""

from flask import Blueprint, render_template

from fsp.audit.action import Action
from fsp.audit.record import audited
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.reporting.unsubscribe import leave, recipient_of
from fsp.stores import end_reading
from fsp.web.access.audit_trail import actor
from fsp.web.access.permissions import open_to_all, requires

leaving = Blueprint("report_leaving", __name__)


@leaving.get("/reports/leave/<int:number>/<token>")
@open_to_all
def ask(number: int, token: str) -> str:
    """Show what will end, and the button that ends it. Opening the page changes nothing."""
    subscription, recipient = recipient_of(current_settings(), number, token)
    title = subscription.project.title if subscription.project else "all projects"
    end_reading()
    return render_template("reports/leave.html", title=title, recipient=recipient, is_done=False)


@leaving.post("/reports/leave/<int:number>/<token>")
@requires(None, action=Action.LEAVE_SUBSCRIPTION, is_written_by_view=True)
def confirm(number: int, token: str) -> str:
    """Remove the recipient."""
    subscription, recipient = recipient_of(current_settings(), number, token)
    title = subscription.project.title if subscription.project else "all projects"
    with audited(Action.LEAVE_SUBSCRIPTION, f"subscription {number}", by=actor(recipient)):
        leave(subscription, recipient, now=utc_now())
    return render_template("reports/leave.html", title=title, recipient=recipient, is_done=True)
