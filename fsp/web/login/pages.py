"""Sign-in and sign-out: one-time link, password, confirmation."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fsp.accounts.login_attempts import confirmation_limits, reserve_attempt, return_attempt, sign_in_limits
from fsp.accounts.passes import give_pass
from fsp.accounts.sessions import (
    SESSION_LIFETIME,
    close_session,
    confirm_session,
    may_set_password,
    open_session,
    set_password_hash,
    use_link,
)
from fsp.audit.action import Action
from fsp.audit.record import audited
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.account import Account, Role
from fsp.security.passwords import hash_password, matches
from fsp.stores import current_redis, db, end_reading
from fsp.web.access import audit_trail
from fsp.web.access.address import client_address, network_of
from fsp.web.access.anonymous import record_failed_entry
from fsp.web.access.cookie import drop_token, keep_token, session_token
from fsp.web.access.form_token import renew_form_token
from fsp.web.access.permissions import open_to_all, requires
from fsp.web.local_path import local_path

login = Blueprint("login", __name__)


@login.get("/login")
@open_to_all
def show() -> str:
    """Show the password form."""
    return render_template("login/password.html")


@login.post("/login")
@requires(None, action=Action.SIGN_IN, is_written_by_view=True)
def enter() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Sign in with a password."""
    name = request.form.get("name", "")
    limits = sign_in_limits(account=name, address=network_of(client_address()))
    if wait_seconds := reserve_attempt(current_redis(), limits):
        error = f"Too many failed sign-in attempts. Try again in {_minutes(wait_seconds)} min, or use fsp login-link."
        return render_template("login/password.html", error=error), 429, {"Retry-After": str(wait_seconds)}
    account = db.session.scalar(select(Account).where(Account.name == name))
    hashed = account.password_hash if account else None
    end_reading()
    if not matches(request.form.get("password", ""), hashed) or account is None or account.disabled_at is not None:
        record_failed_entry("with a password", name, "wrong name or password")
        return render_template("login/password.html", error="Incorrect name or password."), 401
    return_attempt(current_redis(), limits)
    return _signed_in(account, "with a password", local_path(request.form.get("next")))


@login.get("/login/link/<token>")
@open_to_all
def show_link(token: str) -> str:
    """Show a button. Opening the link does not use it up, so link scanners do no harm."""
    return render_template("login/link.html", token=token)


@login.post("/login/link/<token>")
@requires(None, action=Action.SIGN_IN, is_written_by_view=True)
def enter_by_link(token: str) -> Response | tuple[str, int]:
    """Use up the link and sign in."""
    account_id = use_link(token)
    if account_id is None:
        record_failed_entry("with a link", "", "spent or too old")
        error = "This link was already used or is older than 30 minutes. Get a new one with fsp login-link."
        return render_template("login/password.html", error=error), 401
    account = db.session.get_one(Account, account_id)
    end_reading()
    return _signed_in(account, "with a link", url_for("login.show_password_form"), by_link=True)


@login.get("/account/password")
@requires(Role.VIEWER)
def show_password_form() -> str:
    """Show the form that sets a password."""
    return _password_form()


@login.post("/account/password")
@requires(Role.VIEWER, action=Action.SET_PASSWORD, target="own account")
def set_password() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Set the password of the signed-in account. All its other sessions and its links end."""
    try:
        hashed = hash_password(request.form.get("password", ""))
    except InvalidInput as error:
        return _password_form(str(error)), 422
    if not may_set_password(session_token()):
        password = request.form.get("current_password", "")
        wait_seconds = _wait_unless_right(password)
        if wait_seconds is None:
            return _password_form(_wrong_current_password(password)), 403
        if wait_seconds:
            return _password_form(_too_many(wait_seconds)), 429, {"Retry-After": str(wait_seconds)}
    if not set_password_hash(g.account, hashed):
        return _password_form(
            "Your password was changed in the meantime. Enter the new one as the current password."
        ), 409
    flash("Password set. All other sessions were signed out and sign-in links invalidated.")
    return _with_session(redirect(url_for("overview.show"), 303), g.account, open_session(g.account.id))


@login.get("/account/confirm")
@requires(Role.VIEWER)
def show_confirm() -> str:
    """Ask for the password again. `next` is the page to continue with."""
    return render_template("login/confirm.html", account=g.account, next=local_path(request.args.get("next")))


@login.post("/account/confirm")
@requires(Role.VIEWER, action=Action.CONFIRM, target="own session")
def confirm() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Confirm the password of the signed-in account."""
    target = local_path(request.form.get("next"))
    wait_seconds = _wait_unless_right(request.form.get("password", ""))
    if wait_seconds is None:
        page = render_template("login/confirm.html", account=g.account, next=target, error="Incorrect password.")
        return page, 422
    if wait_seconds:
        error = _too_many(wait_seconds)
        page = render_template("login/confirm.html", account=g.account, next=target, error=error)
        return page, 429, {"Retry-After": str(wait_seconds)}
    confirm_session(session_token())
    flash("Confirmed for ten minutes. Repeat the action now.")
    return redirect(target, 303)


@login.post("/logout")
@requires(Role.VIEWER, action=Action.SIGN_OUT, target="own session")
def leave() -> Response:
    """Sign out."""
    close_session(session_token())
    renew_form_token()
    answer = redirect(url_for("login.show"), 303)
    drop_token(answer)
    return answer


def _signed_in(account: Account, how: str, target: str, *, by_link: bool = False) -> Response:
    with audited(Action.SIGN_IN, how, by=audit_trail.actor(account.name)):
        session = open_session(account.id, by_link=by_link)
    return _with_session(redirect(target, 303), account, session)


def _with_session(answer: Response, account: Account, session: str) -> Response:
    give_pass(current_redis(), session, account.name, ends_at=utc_now() + SESSION_LIFETIME)
    renew_form_token()
    keep_token(answer, session)
    return answer


def _password_form(error: str = "") -> str:
    g.fault = error
    needs_current = not may_set_password(session_token())
    return render_template("login/set_password.html", account=g.account, needs_current=needs_current, error=error)


def _wrong_current_password(password: str) -> str:
    if g.account.password_hash is None:
        return f"You signed in too long ago. Open a new sign-in link: run fsp login-link {g.account.name}."
    return "The current password is incorrect." if password else "Enter your current password to change it."


def _wait_unless_right(password: str) -> int | None:
    """Return 0 for the correct password of the signed-in account, the seconds to wait, or None if it is wrong."""
    limits = confirmation_limits(g.account.id)
    if wait_seconds := reserve_attempt(current_redis(), limits):
        return wait_seconds
    if not matches(password, g.account.password_hash):
        return None
    return_attempt(current_redis(), limits)
    return 0


def _too_many(wait_seconds: int) -> str:
    return f"Too many failed attempts. Try again in {_minutes(wait_seconds)} min."


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)
