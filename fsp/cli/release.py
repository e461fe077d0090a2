"""`fsp release`: releases what `fsp up --paused` holds back."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.schedules import hold
from fsp.stores import current_redis


@click.command()
@click.pass_obj
def release(context: Context) -> None:
    """Release what fsp up --paused holds back.

    A schedule or a job type that somebody paused apart from that stays paused.
    """
    with acting(context, Action.RELEASE, "schedules and outgoing work"):
        hold.release(current_redis(), context.settings, utc_now())
    click.echo("Released schedules and outgoing work.")
