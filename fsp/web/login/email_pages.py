"""The page where an account changes its own mail address."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.accounts.manage import change_email
from fsp.alerts.address_confirmation import address_of_token, ask_confirmation, confirm_address
from fsp.alerts.channels.account_mail import can_mail
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import Conflict, FspError, InvalidInput
from fsp.models.account import Role
from fsp.web import forms
from fsp.web.access.permissions import requires

own_email = Blueprint("own_email", __name__)


@own_email.get("/account/email")
@requires(Role.VIEWER)
def show() -> str | tuple[str, int]:
    """Show the mail address of the account. With the token of a mail, ask to confirm the new one."""
    token = request.args.get("token", "")
    if not token:
        return _page()
    try:
        return _page(token=token, confirmed=address_of_token(token, g.account, current_settings()))
    except InvalidInput as error:
        return _page(error=str(error)), 422


@own_email.post("/account/email")
@requires(Role.VIEWER, action=Action.CHANGE_OWN_EMAIL, target="own account")
def change() -> Response | tuple[str, int]:
    """Send a mail that confirms the new address. An empty one is removed at once."""
    text = forms.text("email")
    if not text:
        change_email(g.account, "")
        flash("You get no mail any more.")
        return redirect(url_for("own_email.show"), 303)
    try:
        address = ask_confirmation(g.account, text, settings=current_settings(), now=utc_now())
    except (InvalidInput, Conflict) as error:
        return _page(error=str(error), typed=text), 422
    except FspError as error:
        return _page(error=str(error), typed=text), 503
    flash(f"A mail was sent to {address}. Open its link within 24 hours to confirm the address.")
    return redirect(url_for("own_email.show"), 303)


@own_email.post("/account/email/confirm")
@requires(Role.VIEWER, action=Action.CHANGE_OWN_EMAIL, target="own account")
def confirm() -> Response | tuple[str, int]:
    """Use the address that a mail confirmed."""
    try:
        address = confirm_address(request.form.get("token", ""), g.account, current_settings())
    except InvalidInput as error:
        return _page(error=str(error)), 422
    flash(f"Your notices are sent to {address}.")
    return redirect(url_for("own_email.show"), 303)


def _page(*, error: str = "", typed: str | None = None, token: str = "", confirmed: str = "") -> str:
    g.fault = error
    return render_template(
        "login/email.html",
        account=g.account,
        error=error,
        typed=g.account.email if typed is None else typed,
        token=token,
        confirmed=confirmed,
        can_mail=can_mail(current_settings()),
    )
