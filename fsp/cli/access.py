"""`fsp login-link` and `fsp token`: ways in for people and for programs."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.web.access.accounts import FIRST_ACCOUNT, account_named, link_for
from fsp.web.access.api_tokens import create_token, list_tokens, revoke_token

ROLES = click.Choice(["viewer", "operator", "admin"])


@click.command("login-link")
@click.argument("account", default=FIRST_ACCOUNT)
@click.option("--role", type=ROLES, help="Make the account, or change its role.")
@click.pass_obj
def login_link(context: Context, account: str, role: str | None) -> None:
    """Print a link that signs ACCOUNT in once, within 30 minutes; also when a password is forgotten."""
    with acting(context, Action.MAKE_LOGIN_LINK, f"account {account}", given={"role": role}):
        made = link_for(account_named(account, role=role or ("admin" if account == FIRST_ACCOUNT else None)))
    click.echo(f"{context.settings.public_url}/login/link/{made}")


@click.group()
def token() -> None:
    """Make, list and revoke tokens for programs that use the API."""


@token.command()
@click.argument("name")
@click.option("--account", default=None, help="The account it acts for; one named after the token otherwise.")
@click.option("--role", type=ROLES, default="operator", show_default=True, help="What that account may do.")
@click.pass_obj
def create(context: Context, name: str, account: str | None, role: str) -> None:
    """Make a token called NAME and print it; it cannot be shown again."""
    with acting(context, Action.CREATE_TOKEN, f"token {name}", given={"account": account, "role": role}):
        found = account_named(account) if account else account_named(name, role=role)
        made = create_token(found, name)
    click.echo(made)


@token.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List the tokens in use."""
    with context.app.app_context():
        for found in list_tokens():
            click.echo(f"{found.id}\t{found.name}\t{found.prefix}…\tmade {found.created_at:%Y-%m-%d}")


@token.command()
@click.argument("number", type=int)
@click.pass_obj
def revoke(context: Context, number: int) -> None:
    """Revoke the token of this NUMBER."""
    with acting(context, Action.REVOKE_TOKEN, f"token {number}"):
        revoke_token(number)
    click.echo(f"Token {number} is revoked.")
