"""`fsp items share`, `shares` and `unshare`: links that show the preview of a post without an account."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.publishing import share_links


@click.command("share")
@click.argument("number", type=int)
@click.option("--label", default="", help="For whom it is.")
@click.option("--days", type=int, default=share_links.DEFAULT_DAYS, show_default=True)
@click.option("--revision", type=int, default=None, help="Always show this revision.")
@click.pass_obj
def share_(context: Context, number: int, *, label: str, days: int, revision: int | None) -> None:
    """Create a preview link of post NUMBER. It is printed once."""
    with acting(context, Action.SHARE_ITEM, f"item {number}", inputs={"days": days, "revision": revision}):
        created = share_links.share(
            find_item(number), by=getpass.getuser(), now=utc_now(), label=label, days=days, revision=revision
        )
        url = f"{current_settings().public_url}/shared/{created.token}"
    click.echo(url)


@click.command("shares")
@click.argument("number", type=int)
@click.pass_obj
def shares(context: Context, number: int) -> None:
    """List the valid preview links of post NUMBER."""
    with context.app.app_context():
        for link, revision in share_links.active_links(find_item(number), utc_now()):
            text = f"revision {revision}" if revision else "current text"
            click.echo("\t".join((str(link.id), iso(link.expires_at), link.created_by, text, link.label)))


@click.command("unshare")
@click.argument("number", type=int)
@click.argument("link", type=int)
@click.pass_obj
def unshare(context: Context, number: int, link: int) -> None:
    """Revoke the preview link LINK of post NUMBER."""
    with acting(context, Action.REVOKE_SHARE, f"link {link} of item {number}"):
        share_links.revoke(find_item(number), link, now=utc_now())
    click.echo(f"Revoked link {link} of post {number}.")
