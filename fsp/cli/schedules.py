"""`fsp schedules`: list, run, pause and resume schedules."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, later, utc_now
from fsp.conditions.schedules import read_schedules
from fsp.gates.pauses import Pause
from fsp.queueing.request import request_job
from fsp.schedules.pauses import pause_schedule, resume_schedule
from fsp.schedules.schedule import get_schedule
from fsp.schedules.ticks import STATES, read_ticks
from fsp.stores import current_redis


@click.group(invoke_without_command=True)
@click.pass_context
def schedules(click_context: click.Context) -> None:
    """Manage schedules."""
    if click_context.invoked_subcommand is None:
        click_context.invoke(list_)


@schedules.command("list")
@click.pass_obj
def list_(context: Context) -> None:
    """List schedules with their last and next runs, in UTC."""
    with context.app.app_context():
        for reading in read_schedules(current_redis(), utc_now()):
            last = f"{reading.last.due_at:%Y-%m-%d %H:%M} {reading.last.state}" if reading.last else "never"
            faults = [f"overdue since {reading.overdue_since:%H:%M}: {reading.cause}"] if reading.overdue_since else []
            faults += [f"overrun since {reading.overrun_since:%H:%M}"] if reading.overrun_since else []
            how = f"paused by {reading.pause.by}" if reading.pause else "; ".join(faults) or "fine"
            upcoming = f"{reading.next_ticks[0]:%Y-%m-%d %H:%M}"
            click.echo(f"{reading.schedule.name}\t{reading.schedule.cron}\tlast {last}\tnext {upcoming}\t{how}")


@schedules.command("ticks")
@click.argument("name")
@click.option("--state", default="", type=click.Choice(["", *STATES]))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def ticks(context: Context, name: str, state: str, limit: int) -> None:
    """List runs of schedule NAME, newest first.

    Each failed or skipped run has a reason.
    """
    with context.app.app_context():
        for tick in read_ticks(get_schedule(name).name, state=state, limit=limit):
            moment = iso(tick.due_at) if tick.due_at else ""
            click.echo(f"{moment}\t{tick.state}\t{tick.job_id}\t{tick.error}")


@schedules.command("run")
@click.argument("name")
@click.pass_obj
def run(context: Context, name: str) -> None:
    """Run schedule NAME once, now."""
    with acting(context, Action.RUN_SCHEDULE, f"schedule {name}") as trail:
        schedule = get_schedule(name)
        job = request_job(schedule.job_type, schedule.arguments, requested_by=getpass.getuser())
        trail.after["job_id"] = job.job_id
    click.echo(f"{name} runs as {job.job_id}.")


@schedules.command("pause")
@click.argument("name")
@click.option("--reason", default="", help="Stored with each skipped run.")
@click.option("--minutes", type=click.IntRange(min=1), help="How long it lasts. Default: until resumed.")
@click.pass_obj
def pause(context: Context, name: str, reason: str, minutes: int | None) -> None:
    """Pause schedule NAME: skip its runs."""
    now = utc_now()
    until = later(now, minutes=minutes) if minutes else None
    with acting(context, Action.PAUSE_SCHEDULE, f"schedule {name}", reason=reason, inputs={"minutes": minutes}):
        pause_schedule(name, Pause(getpass.getuser(), reason, now, until))
    click.echo(f"Paused {name}.")


@schedules.command("resume")
@click.argument("name")
@click.pass_obj
def resume(context: Context, name: str) -> None:
    """Resume schedule NAME."""
    with acting(context, Action.RESUME_SCHEDULE, f"schedule {name}"):
        resume_schedule(name, utc_now())
    click.echo(f"Resumed {name}.")
