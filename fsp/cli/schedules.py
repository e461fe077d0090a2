"""`fsp schedules`: what runs by itself, and when."""

import click

from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.handlers import catalogue
from fsp.health.schedules import read_schedules


@click.command()
@click.pass_obj
def schedules(context: Context) -> None:
    """List the schedules with their last and next ticks, in UTC."""
    catalogue.load(context.settings)
    with context.app.app_context():
        for found in read_schedules(current_redis(), utc_now()):
            last = f"{found.last.due_at:%Y-%m-%d %H:%M} {found.last.state}" if found.last else "never"
            overdue = f"overdue since {found.overdue_since:%H:%M}: {found.cause}" if found.overdue_since else "fine"
            upcoming = f"{found.next_ticks[0]:%Y-%m-%d %H:%M}"
            click.echo(f"{found.schedule.name}\t{found.schedule.cron}\tlast {last}\tnext {upcoming}\t{overdue}")
