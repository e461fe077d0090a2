"""`fsp pause`, `fsp resume` and `fsp limit`: control a job type or a queue on all workers."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import later, utc_now
from fsp.gates.controls import close_circuit, pause_queue, pause_type, reset_limit, resume_queue, resume_type, set_limit
from fsp.gates.gate import slots_of
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.jobs.gate import MAX_SLOTS
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import get_job_type
from fsp.stores import current_redis


@click.command()
@click.argument("name")
@click.option("--reason", default="", help="Shown with the job type or queue.")
@click.option("--minutes", type=click.IntRange(min=1), help="How long it lasts. Default: until resumed.")
@click.pass_obj
def pause(context: Context, name: str, reason: str, minutes: int | None) -> None:
    """Pause the job type or queue NAME."""
    now = utc_now()
    new_pause = Pause(getpass.getuser(), reason, now, later(now, minutes=minutes) if minutes else None)
    action, target = _named(name, Action.PAUSE_QUEUE, Action.PAUSE_JOB_TYPE)
    with acting(context, action, target, reason=reason, inputs={"minutes": minutes}):
        connection = current_redis()
        if name in QUEUE_NAMES:
            pause_queue(connection, name, new_pause)
        else:
            pause_type(connection, name, new_pause)
    click.echo(f"Paused {name}.")


@click.command()
@click.argument("name")
@click.pass_obj
def resume(context: Context, name: str) -> None:
    """Resume the job type or queue NAME."""
    action, target = _named(name, Action.RESUME_QUEUE, Action.RESUME_JOB_TYPE)
    with acting(context, action, target):
        connection = current_redis()
        if name in QUEUE_NAMES:
            resume_queue(connection, name)
        else:
            resume_type(connection, name)
    click.echo(f"Resumed {name}.")


@click.command("close-circuit")
@click.argument("job_type")
@click.pass_obj
def close_circuit_(context: Context, job_type: str) -> None:
    """Close the circuit of JOB_TYPE without a probe."""
    with acting(context, Action.CLOSE_CIRCUIT, f"job type {job_type}"):
        close_circuit(current_redis(), job_type)
    click.echo(f"Closed the circuit of {job_type}.")


@click.group()
def limit() -> None:
    """Override the concurrency limit of a job type."""


@limit.command("set")
@click.argument("job_type")
@click.argument("number", type=click.IntRange(1, MAX_SLOTS))
@click.option("--reason", default="", help="Shown with the job type or queue.")
@click.pass_obj
def set_(context: Context, job_type: str, number: int, reason: str) -> None:
    """Set the concurrency limit of JOB_TYPE to NUMBER."""
    override = LimitOverride(number, getpass.getuser(), reason, utc_now())
    with acting(context, Action.SET_LIMIT, f"job type {job_type}", reason=reason, inputs={"limit": number}) as trail:
        trail.before["limit"] = slots_of(current_redis(), job_type, utc_now())
        set_limit(current_redis(), job_type, override)
    click.echo(f"{job_type}: {number} concurrent jobs.")


@limit.command()
@click.argument("job_type")
@click.pass_obj
def reset(context: Context, job_type: str) -> None:
    """Reset the concurrency limit of JOB_TYPE to its default."""
    with acting(context, Action.RESET_LIMIT, f"job type {job_type}") as trail:
        trail.before["limit"] = slots_of(current_redis(), job_type, utc_now())
        reset_limit(current_redis(), job_type)
    click.echo(f"{job_type}: {get_job_type(job_type).concurrency} concurrent jobs.")


def _named(name: str, of_queue: Action, of_job_type: Action) -> tuple[Action, str]:
    return (of_queue, f"queue {name}") if name in QUEUE_NAMES else (of_job_type, f"job type {name}")
