"""`fsp login-link`, `fsp accounts` and `fsp token`: access for people and programs."""

import click

from fsp.accounts.api_tokens import create_token, list_tokens, revoke_token
from fsp.accounts.manage import (
    account_for_token,
    account_named,
    change_email,
    change_role,
    create_account,
    disable,
    enable,
    find_account_named,
    list_accounts,
)
from fsp.accounts.sessions import FIRST_ACCOUNT, link_for
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.models.account import Account, Role

ROLES = click.Choice(["viewer", "operator", "admin"])


@click.command("login-link")
@click.argument("account", default=FIRST_ACCOUNT)
@click.option("--role", type=ROLES, help="Create the account, or change its role.")
@click.pass_obj
def login_link(context: Context, account: str, role: str | None) -> None:
    """Print a one-time sign-in link for ACCOUNT."""
    with acting(context, Action.MAKE_LOGIN_LINK, f"account {account}", inputs={"role": role}):
        secret = link_for(
            _first_account() if account == FIRST_ACCOUNT and role is None else account_named(account, role=_role(role))
        )
    click.echo(f"{context.settings.public_url}/login/link/{secret}")


@click.group()
def accounts() -> None:
    """Manage accounts."""


@accounts.command("list")
@click.pass_obj
def list_accounts_(context: Context) -> None:
    """List accounts by name."""
    with context.app.app_context():
        for account in list_accounts():
            state = "disabled" if account.disabled_at else "in use" if account.password_hash else "no password yet"
            click.echo("\t".join([account.name, account.role, state, *([account.email] if account.email else [])]))


@accounts.command("create")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.pass_obj
def create_(context: Context, name: str, role: str) -> None:
    """Create the account NAME with the role ROLE.

    Prints a one-time sign-in link.
    """
    with acting(context, Action.CREATE_ACCOUNT, f"account {name}", inputs={"role": role}):
        secret = link_for(create_account(name, Role(role)))
    click.echo(f"{context.settings.public_url}/login/link/{secret}")


@accounts.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.pass_obj
def role_(context: Context, name: str, role: str) -> None:
    """Change the role of the account NAME to ROLE. Its sessions end."""
    with acting(context, Action.CHANGE_ROLE, f"account {name}", inputs={"role": role}) as trail:
        account = find_account_named(name)
        trail.before["role"], trail.after["role"] = account.role, role
        change_role(account, Role(role))
    click.echo(f"{name} is now {role}.")


@accounts.command("email")
@click.argument("name")
@click.argument("address", default="")
@click.pass_obj
def email_(context: Context, name: str, address: str) -> None:
    """Send the notices of reviews for the account NAME to ADDRESS. Without ADDRESS, it gets none by mail."""
    with acting(context, Action.CHANGE_EMAIL, f"account {name}", inputs={"address": address}):
        change_email(find_account_named(name), address)
    click.echo(f"{name} gets the notices of reviews at {address}." if address else f"{name} gets no mail.")


@accounts.command("disable")
@click.argument("name")
@click.pass_obj
def disable_(context: Context, name: str) -> None:
    """Disable the account NAME and end its sessions."""
    with acting(context, Action.DISABLE_ACCOUNT, f"account {name}"):
        disable(find_account_named(name), utc_now())
    click.echo(f"Disabled {name}.")


@accounts.command("enable")
@click.argument("name")
@click.pass_obj
def enable_(context: Context, name: str) -> None:
    """Enable the account NAME."""
    with acting(context, Action.ENABLE_ACCOUNT, f"account {name}"):
        enable(find_account_named(name))
    click.echo(f"Enabled {name}.")


@click.group()
def token() -> None:
    """Manage API tokens."""


@token.command()
@click.argument("name")
@click.option("--account", default=None, help="The account it acts for. Default: an account named after the token.")
@click.option("--role", type=ROLES, help="The role of a new account. Default: operator.")
@click.pass_obj
def create(context: Context, name: str, account: str | None, role: str | None) -> None:
    """Create a token called NAME and print it. It is shown only once."""
    with acting(context, Action.CREATE_TOKEN, f"token {name}", inputs={"account": account, "role": role}):
        owner = find_account_named(account) if account else account_for_token(name, role=_role(role))
        secret = create_token(owner, name)
    click.echo(secret)


@token.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List active tokens."""
    with context.app.app_context():
        for account in list_tokens():
            click.echo(f"{account.id}\t{account.name}\t{account.prefix}…\tcreated {account.created_at:%Y-%m-%d}")


@token.command()
@click.argument("number", type=int)
@click.pass_obj
def revoke(context: Context, number: int) -> None:
    """Revoke the token NUMBER."""
    with acting(context, Action.REVOKE_TOKEN, f"token {number}"):
        revoke_token(number)
    click.echo(f"Revoked token {number}.")


def _role(name: str | None) -> Role | None:
    return Role(name) if name else None


def _first_account() -> Account:
    """Return the first account, created if necessary. An existing one keeps its role."""
    try:
        return find_account_named(FIRST_ACCOUNT)
    except NotFound:
        return create_account(FIRST_ACCOUNT, Role.ADMIN)
