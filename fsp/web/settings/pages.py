"""The settings page with sources and versions, and the page of accounts and tokens for admins."""

import os

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fsp.accounts.api_tokens import create_token, list_tokens, revoke_token
from fsp.accounts.manage import change_email, change_role, create_account, disable, enable, find_account, list_accounts
from fsp.accounts.sessions import link_for
from fsp.alerts.channels.catalogue import channel_names
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.settings.views import read_settings, read_versions
from fsp.web.toasts import Undo, done

settings = Blueprint("settings", __name__)


@settings.get("/settings")
@requires(Role.VIEWER)
def index() -> str:
    """Show the current settings."""
    return live_page(
        "settings/index",
        as_of=utc_now(),
        lines=read_settings(current_settings(), os.environ),
        versions=read_versions(current_settings(), current_redis()),
        channels=channel_names(current_settings()),
    )


@settings.get("/settings/accounts")
@requires(Role.ADMIN)
def accounts() -> str:
    """List the accounts and the tokens."""
    return _accounts_page()


@settings.post("/settings/accounts")
@requires(Role.ADMIN, action=Action.CREATE_ACCOUNT, target="account {name}")
def create() -> str:
    """Create an account, and show its one-time login link."""
    account = create_account(forms.text("name"), _role())
    note(after={"role": account.role})
    return _accounts_page(link=_link(link_for(account)), link_of=account.name)


@settings.post("/settings/accounts/<int:account_id>/link")
@requires(Role.ADMIN, action=Action.MAKE_LOGIN_LINK, target="account {account_id}")
def new_link(account_id: int) -> str:
    """Create another login link for an account."""
    account = find_account(account_id)
    return _accounts_page(link=_link(link_for(account)), link_of=account.name)


@settings.post("/settings/accounts/<int:account_id>/role")
@requires(Role.ADMIN, action=Action.CHANGE_ROLE, target="account {account_id}")
def role(account_id: int) -> Response:
    """Change the role of an account. Its sessions end."""
    account, new_role = find_account(account_id), _role()
    note(before={"role": account.role}, after={"role": new_role})
    change_role(account, new_role)
    return _done(f"{account.name} now has the role {new_role} and was signed out.")


@settings.post("/settings/accounts/<int:account_id>/email")
@requires(Role.ADMIN, action=Action.CHANGE_EMAIL, target="account {account_id}")
def email(account_id: int) -> Response:
    """Change where an account gets the notices of reviews."""
    account, address = find_account(account_id), forms.text("email")
    before = account.email
    change_email(account, address)
    words = f"gets the notices of reviews at {address}" if address else "gets no mail"
    return _done(f"{account.name} {words}.", Undo(url_for("settings.email", account_id=account_id), {"email": before}))


@settings.post("/settings/accounts/<int:account_id>/disable")
@requires(Role.ADMIN, action=Action.DISABLE_ACCOUNT, target="account {account_id}")
def disable_account(account_id: int) -> Response:
    """Disable an account and end its sessions."""
    account = find_account(account_id)
    disable(account, utc_now())
    return _done(f"{account.name} disabled.", Undo(url_for("settings.enable_account", account_id=account_id)))


@settings.post("/settings/accounts/<int:account_id>/enable")
@requires(Role.ADMIN, action=Action.ENABLE_ACCOUNT, target="account {account_id}")
def enable_account(account_id: int) -> Response:
    """Enable an account."""
    account = find_account(account_id)
    enable(account)
    return _done(f"{account.name} enabled.", Undo(url_for("settings.disable_account", account_id=account_id)))


@settings.post("/settings/tokens")
@requires(Role.ADMIN, action=Action.CREATE_TOKEN, target="token {name}")
def make_token() -> str:
    """Create a token for an account, and show it once."""
    account = find_account(forms.whole_number("account_id") or 0)
    name = forms.text("name")[:100]
    if not name:
        raise InvalidInput("A token name is required.")
    note(after={"account": account.name})
    return _accounts_page(token=create_token(account, name), token_of=name)


@settings.post("/settings/tokens/<int:token_id>/revoke")
@requires(Role.ADMIN, action=Action.REVOKE_TOKEN, target="token {token_id}")
def revoke(token_id: int) -> Response:
    """Revoke a token."""
    revoke_token(token_id)
    return _done(f"Token {token_id} revoked.")


def _accounts_page(**shown_once: str) -> str:
    return render_template(
        "settings/accounts.html",
        accounts=list_accounts(),
        tokens=list_tokens(),
        roles=list(Role),
        as_of=utc_now(),
        **shown_once,
    )


def _role() -> Role:
    name = forms.text("role")
    if name not in set(Role):
        raise InvalidInput(f'The role must be {", ".join(Role)}; got "{name:.40}".')
    return Role(name)


def _link(token: str) -> str:
    return f"{current_settings().public_url}{url_for('login.show_link', token=token)}"


def _done(words: str, undo: Undo | None = None) -> Response:
    if undo:
        done(words, undo)
    else:
        flash(words)
    return redirect(url_for("settings.accounts"), 303)
