"""`fsp adopt`: lets a copy of an installation publish."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.installation.guard import adopt as adopt_installation
from fsp.installation.guard import why_outgoing_is_held
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis


@click.command()
@click.option("--check", is_flag=True, help="Only show whether outgoing work is held, and why.")
@click.pass_obj
def adopt(context: Context, check: bool) -> None:
    """Let this copy of an installation publish.

    FSP sends nothing to destinations from a copied or restored installation, because the original may still publish.
    Stop the original first.
    """
    with context.app.app_context():
        copied = why_outgoing_is_held(current_redis(), context.settings, utc_now())
    if check or copied is None:
        click.echo(copied or "This installation publishes. Nothing is held.")
        return
    with acting(context, Action.ADOPT_INSTALLATION, "this installation", inputs={"held_because": str(copied)}):
        adopt_installation(current_redis(), context.settings, best_now(current_redis()), by=getpass.getuser())
    click.echo("Adopted. From now on this installation publishes.")
