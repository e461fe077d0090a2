"""Closed by default: every request needs a session or a token, and the role of its route."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse
from wtforms.validators import ValidationError

from fsp.accounts.api_tokens import account_of_token
from fsp.accounts.sessions import session_of, was_confirmed_lately
from fsp.models.account import Account, Role
from fsp.stores import end_reading
from fsp.web.access import audit_trail
from fsp.web.access.cookie import session_token
from fsp.web.access.form_token import validate_form_token
from fsp.web.access.permissions import UNDECLARED, Permission, has_role, permission_of
from fsp.web.access.schema_gate import current_gate, refuse_wrong_schema
from fsp.web.access.whom_to_ask import account_names
from fsp.web.access.without_database import (
    NEVER,
    SAFE_METHODS,
    DatabaseAway,
    raise_if_away,
    refuse_without_database,
    renew_pass,
    says_away,
    visitor,
)
from fsp.web.border import refuse_unstorable
from fsp.web.error_handlers import explain
from fsp.web.local_path import local_path, path_of
from fsp.web.partials import is_poll
from fsp.web.upload_request import allow_upload

View = TypeVar("View", bound=Callable[..., object])


def unrecognised(when: Callable[[], bool]) -> Callable[[View], View]:
    """Skip the account lookup while `when` is true, if the response must not wait for the database."""

    def mark(view: View) -> View:
        view.is_unrecognised = when  # type: ignore[attr-defined]
        return view

    return mark


def install(app: Flask) -> None:
    """Guard every request of the application."""
    app.before_request(_refuse_wrong_schema)
    app.before_request(_recognise)
    app.before_request(allow_upload)
    app.before_request(_refuse_cross_site)
    app.before_request(_refuse_without_database)
    app.before_request(_refuse_strangers)
    app.before_request(_refuse_lesser_roles)
    app.before_request(_ask_again)
    app.before_request(refuse_unstorable)
    audit_trail.install(app)
    app.jinja_env.globals.update(may_act=may_act, may_manage=may_manage, may_as=may_as, account_names=account_names)


def may_act() -> bool:
    """Return whether the signed-in account may change things. Viewers may not."""
    return _has(Role.OPERATOR)


def may_manage() -> bool:
    """Return whether the signed-in account may manage accounts, tokens and channels."""
    return _has(Role.ADMIN)


def may_as(role: str) -> bool:
    """Return whether the signed-in account may do what needs this role."""
    return _has(Role(role))


def _has(role: Role) -> bool:
    return has_role(g.account, role)


def _refuse_wrong_schema() -> Response | None:
    g.has_token, g.account, g.database_is_away = False, None, False
    g.wrong_schema = current_gate().wrong_schema()
    return refuse_wrong_schema(g.wrong_schema)


def _recognise() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if g.wrong_schema or getattr(view, "is_unrecognised", bool)():
        return
    authorization = request.headers.get("Authorization", "")
    # A request with a token is authorised by the token only. Its cookies are ignored.
    g.has_token = authorization.lower().startswith("bearer ") and request.path.startswith("/api/")
    token = session_token()
    if not g.has_token and not token:
        return
    try:
        raise_if_away()
        g.account = _account_of_token(authorization) if g.has_token else _account_of_session(token)
    except (SQLAlchemyError, DatabaseAway) as error:
        if not says_away(error):
            raise
        g.database_is_away = True
        g.account = visitor(_bearer(authorization) if g.has_token else token)


def _account_of_token(authorization: str) -> Account | None:
    token = _bearer(authorization)
    account = account_of_token(token)
    end_reading()
    if account is not None:
        renew_pass(token, account.name, ends_at=NEVER)
    return account


def _bearer(authorization: str) -> str:
    return authorization.partition(" ")[2].strip()


def _account_of_session(token: str) -> Account | None:
    session = session_of(token)
    end_reading()
    if session is None:
        return None
    renew_pass(token, session.account.name, ends_at=session.ends_at)
    return session.account


def _refuse_without_database() -> Response | None:
    return None if _declared().role is None else refuse_without_database()


def _refuse_strangers() -> BaseResponse | None:
    if g.account is not None or request.endpoint is None or _declared().role is None:
        return None
    if request.path.startswith("/api/"):
        answer = explain(
            401, "Send a token (Authorization: Bearer …; create one with fsp token create), or sign in at /login."
        )
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if is_poll():
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = _way_in(path_of(request.headers.get("HX-Current-URL", "")))
        return answer
    page = request.full_path.rstrip("?") if request.method == "GET" else path_of(request.referrer or "")
    return redirect(_way_in(page))


def _way_in(page: str) -> str:
    """Return the login page, which continues to the requested page."""
    target = local_path(page)
    return url_for("login.show") if target == "/" else f"{url_for('login.show')}?next={quote(target)}"


def _refuse_cross_site() -> None:
    if request.method in SAFE_METHODS or g.has_token:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    same = site == "same-origin" if site else origin is not None and urlsplit(origin).netloc == request.host
    if not same:
        abort(403, "The request does not come from FSP's own pages. Programs send a token instead of a cookie.")
    try:
        validate_form_token(request.headers.get("X-CSRF-Token") or request.form.get("csrf_token") or "")
    except ValidationError:
        abort(403, "This form has expired. Reload the page and try again.")


def _refuse_lesser_roles() -> None:
    if request.endpoint is None or g.account is None:
        return
    declared = _declared()
    if declared is UNDECLARED:
        abort(403, f"The route {request.endpoint} declares no role, so no one can use it. Add @requires to its view.")
    if declared.role is None or _has(declared.role):
        return
    message = f"{g.account.name} has the role {g.account.role}; this needs the role {declared.role}."
    if request.method not in SAFE_METHODS:
        audit_trail.write_refusal(declared, message)
    abort(403, message)


def _ask_again() -> BaseResponse | None:
    """Request the password again before an admin action, if it was entered more than ten minutes ago."""
    declared = _declared()
    is_admins = declared.role is Role.ADMIN and request.method not in SAFE_METHODS
    if not is_admins or g.has_token or was_confirmed_lately(session_token()):
        return None
    message = "Your password was entered more than ten minutes ago. Confirm it, then repeat the action."
    audit_trail.write_refusal(declared, message)
    if request.path.startswith("/api/"):
        abort(403, message)
    return redirect(url_for("login.show_confirm", next=local_path(path_of(request.referrer or ""))), 303)


def _declared() -> Permission:
    return permission_of(current_app, request.endpoint)
