"""The ways in and out: one-time link, password, sign out."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.audit.record import audited, record
from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.extensions import current_redis, db, end_reading
from fsp.models.account import Account
from fsp.models.audit_entry import AuditOutcome
from fsp.security.passwords import hash_password, matches
from fsp.web.access import trail
from fsp.web.access.accounts import SESSION_LIFETIME, close_session, confirm_session, open_session, use_link
from fsp.web.access.attempts import note_failure, seconds_to_wait
from fsp.web.access.cookie import drop_token, keep_token, session_token
from fsp.web.access.passes import give_pass
from fsp.web.local_path import local_path

login = Blueprint("login", __name__)


@login.get("/login")
def show() -> str:
    """Show the password form."""
    return render_template("login/password.html")


@login.post("/login")
def enter() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Sign in with a password."""
    who = {"account": request.form.get("name", ""), "address": request.remote_addr or ""}
    wait_seconds = seconds_to_wait(current_redis(), **who)
    if wait_seconds:
        error = f"Too many sign-ins have failed. Wait {-(-wait_seconds // 60)} min, or use fsp login-link."
        return render_template("login/password.html", error=error), 429, {"Retry-After": str(wait_seconds)}
    account = db.session.scalar(select(Account).where(Account.name == request.form.get("name", "")))
    hashed = account.password_hash if account else None
    end_reading()
    if not matches(request.form.get("password", ""), hashed) or account is None or account.disabled_at is not None:
        note_failure(current_redis(), **who)
        by = trail.actor(request.form.get("name", ""))
        record(Action.SIGN_IN, "with a password", by=by, outcome=AuditOutcome.FAILED, detail="wrong name or password")
        return render_template("login/password.html", error="The name or the password is wrong."), 401
    return _signed_in(account, "with a password", local_path(request.form.get("next")))


@login.get("/login/link/<token>")
def show_link(token: str) -> str:
    """Show a button: opening the link alone spends nothing, so that link scanners do no harm."""
    return render_template("login/link.html", token=token)


@login.post("/login/link/<token>")
def enter_by_link(token: str) -> Response | tuple[str, int]:
    """Spend the link and sign in."""
    account_id = use_link(token)
    if account_id is None:
        by = trail.actor("")
        record(Action.SIGN_IN, "with a link", by=by, outcome=AuditOutcome.FAILED, detail="spent or too old")
        error = "This link was used, or is older than 30 minutes. fsp login-link prints a new one."
        return render_template("login/password.html", error=error), 401
    account = db.session.get_one(Account, account_id)
    end_reading()
    return _signed_in(account, "with a link", url_for("login.show_password_form"))


@login.get("/account/password")
def show_password_form() -> str:
    """Show the form that sets a password."""
    return render_template("login/set_password.html", account=g.account)


@login.post("/account/password")
def set_password() -> Response | tuple[str, int]:
    """Set the password of whoever is signed in."""
    try:
        hashed = hash_password(request.form.get("password", ""))
    except InvalidInput as error:
        return render_template("login/set_password.html", account=g.account, error=str(error)), 422
    account = db.session.get_one(Account, g.account.id)
    account.password_hash = hashed
    db.session.commit()
    return redirect(url_for("overview.show"), 303)


@login.get("/account/confirm")
def show_confirm() -> str:
    """Ask for the password again; `next` is where to go afterwards."""
    return render_template("login/confirm.html", account=g.account, next=local_path(request.args.get("next")))


@login.post("/account/confirm")
def confirm() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    """Take the password of whoever is signed in as proof that it is still them."""
    target, account = local_path(request.form.get("next")), g.account
    who = {"account": account.name, "address": request.remote_addr or ""}
    if wait_seconds := seconds_to_wait(current_redis(), **who):
        error = f"Too many tries have failed. Wait {-(-wait_seconds // 60)} min."
        page = render_template("login/confirm.html", account=account, next=target, error=error)
        return page, 429, {"Retry-After": str(wait_seconds)}
    if not matches(request.form.get("password", ""), account.password_hash):
        note_failure(current_redis(), **who)
        error = "The password is wrong."
        return render_template("login/confirm.html", account=account, next=target, error=error), 422
    confirm_session(session_token())
    flash("Confirmed for ten minutes; do it again now.")
    return redirect(target, 303)


@login.post("/logout")
def leave() -> Response:
    """Sign out."""
    close_session(session_token())
    answer = redirect(url_for("login.show"), 303)
    drop_token(answer)
    return answer


def _signed_in(account: Account, how: str, target: str) -> Response:
    with audited(Action.SIGN_IN, how, by=trail.actor(account.name)):
        session = open_session(account.id)
    give_pass(current_redis(), session, account.name, ends_at=utc_now() + SESSION_LIFETIME)
    answer = redirect(target, 303)
    keep_token(answer, session)
    return answer
