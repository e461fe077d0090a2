"""`/api/account`: the account of a token or a session, and its mail address."""

from flask import Response, g

from fsp.accounts.manage import change_email, find_account
from fsp.alerts.address_confirmation import ask_confirmation, confirm_address
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.stores import db
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem
from fsp.web.settings.schemas import AccountShape, ConfirmEmailBody, EmailBody, PendingEmailShape

own_account_api = api_blueprint("api_own_account")


@own_account_api.get("/api/account", responses={200: AccountShape}, summary="Read your account")
@requires(Role.VIEWER)
def show() -> Response:
    """Return the account of the token or session."""
    return answer(_own())


@own_account_api.post(
    "/api/account/email", responses={200: PendingEmailShape, 409: Problem}, summary="Change your mail address"
)
@requires(Role.VIEWER, action=Action.CHANGE_OWN_EMAIL, target="own account")
def email(body: EmailBody) -> Response:
    """Send a mail that confirms the new address. An empty one is removed at once."""
    pending = ""
    if body.email.strip():
        pending = ask_confirmation(g.account, body.email, settings=current_settings(), now=utc_now())
    else:
        change_email(g.account, "")
    return answer(PendingEmailShape(account=_own(), pending_email=pending))


@own_account_api.post(
    "/api/account/email/confirm", responses={200: AccountShape}, summary="Confirm your new mail address"
)
@requires(Role.VIEWER, action=Action.CHANGE_OWN_EMAIL, target="own account")
def confirm(body: ConfirmEmailBody) -> Response:
    """Use the address that a mail confirmed, with the token of its link."""
    confirm_address(body.token, g.account, current_settings())
    return answer(_own())


def _own() -> AccountShape:
    db.session.expire_all()
    return AccountShape.of(find_account(g.account.id))
