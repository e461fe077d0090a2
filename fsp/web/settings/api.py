"""`/api/accounts` and `/api/tokens`: manage accounts and tokens, for admins."""

from flask import Response, url_for

from fsp.accounts.api_tokens import create_token, list_tokens, revoke_token
from fsp.accounts.manage import change_email, change_role, create_account, disable, enable, find_account, list_accounts
from fsp.accounts.sessions import link_for
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Account, Role
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem
from fsp.web.settings.schemas import (
    AccountBody,
    AccountListShape,
    AccountPath,
    AccountShape,
    EmailBody,
    LinkShape,
    NewTokenShape,
    RoleBody,
    TokenBody,
    TokenListShape,
    TokenPath,
    TokenShape,
)

accounts_api = api_blueprint("api_accounts")


@accounts_api.get("/api/accounts", responses={200: AccountListShape}, summary="List accounts")
@requires(Role.ADMIN)
def index() -> Response:
    """List accounts, sorted by name."""
    return answer(AccountListShape(accounts=AccountShape.list_of(list_accounts())))


@accounts_api.post("/api/accounts", responses={201: LinkShape, 409: Problem}, summary="Create an account")
@requires(Role.ADMIN, action=Action.CREATE_ACCOUNT, target="account {name}")
def create(body: AccountBody) -> tuple[Response, int]:
    """Create an account and its first login link."""
    account = create_account(body.name, body.role)
    return answer(_with_link(account)), 201


@accounts_api.post("/api/accounts/<int:account_id>/link", responses={200: LinkShape}, summary="Create a sign-in link")
@requires(Role.ADMIN, action=Action.MAKE_LOGIN_LINK, target="account {account_id}")
def new_link(path: AccountPath) -> Response:
    """Create another login link for an account."""
    return answer(_with_link(find_account(path.account_id)))


@accounts_api.post(
    "/api/accounts/<int:account_id>/role", responses={200: AccountShape, 409: Problem}, summary="Change a role"
)
@requires(Role.ADMIN, action=Action.CHANGE_ROLE, target="account {account_id}")
def role(path: AccountPath, body: RoleBody) -> Response:
    """Change the role of an account. Its sessions end."""
    account = find_account(path.account_id)
    note(before={"role": account.role}, after={"role": body.role})
    change_role(account, body.role)
    return _read(path.account_id)


@accounts_api.post(
    "/api/accounts/<int:account_id>/email", responses={200: AccountShape}, summary="Change a mail address"
)
@requires(Role.ADMIN, action=Action.CHANGE_EMAIL, target="account {account_id}")
def email(path: AccountPath, body: EmailBody) -> Response:
    """Change where an account gets the notices of reviews. An empty address removes it."""
    change_email(find_account(path.account_id), body.email)
    return _read(path.account_id)


@accounts_api.post(
    "/api/accounts/<int:account_id>/disable", responses={200: AccountShape, 409: Problem}, summary="Disable an account"
)
@requires(Role.ADMIN, action=Action.DISABLE_ACCOUNT, target="account {account_id}")
def disable_account(path: AccountPath) -> Response:
    """Disable an account. Its sessions end, and its password, links and tokens stop working."""
    disable(find_account(path.account_id), utc_now())
    return _read(path.account_id)


@accounts_api.post("/api/accounts/<int:account_id>/enable", responses={200: AccountShape}, summary="Enable an account")
@requires(Role.ADMIN, action=Action.ENABLE_ACCOUNT, target="account {account_id}")
def enable_account(path: AccountPath) -> Response:
    """Enable an account."""
    enable(find_account(path.account_id))
    return _read(path.account_id)


@accounts_api.get("/api/tokens", responses={200: TokenListShape}, summary="List tokens")
@requires(Role.ADMIN)
def tokens() -> Response:
    """List active tokens."""
    return answer(TokenListShape(tokens=TokenShape.list_of(list_tokens())))


@accounts_api.post("/api/tokens", responses={201: NewTokenShape}, summary="Create a token")
@requires(Role.ADMIN, action=Action.CREATE_TOKEN, target="token {name}")
def make_token(body: TokenBody) -> tuple[Response, int]:
    """Create a token for an account."""
    return answer(NewTokenShape(token=create_token(find_account(body.account_id), body.name))), 201


@accounts_api.post("/api/tokens/<int:token_id>/revoke", responses={200: TokenListShape}, summary="Revoke a token")
@requires(Role.ADMIN, action=Action.REVOKE_TOKEN, target="token {token_id}")
def revoke(path: TokenPath) -> Response:
    """Revoke a token; return the remaining ones."""
    revoke_token(path.token_id)
    return tokens()  # type: ignore[no-any-return]


def _read(account_id: int) -> Response:
    return answer(AccountShape.of(next(account for account in list_accounts() if account.id == account_id)))


def _with_link(account: Account) -> LinkShape:
    path = url_for("login.show_link", token=link_for(account))
    return LinkShape(account=AccountShape.of(account), link=f"{current_settings().public_url}{path}")
