"""`fsp pause` and `fsp resume`: a job type, or a queue, for all workers."""

import getpass
from datetime import timedelta

import click
import redis

from fsp.admission.gates import Pause, pause_queue, pause_type, resume_queue, resume_type
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.handlers import catalogue
from fsp.jobs.priority import QUEUE_NAMES


@click.command()
@click.argument("name")
@click.option("--reason", default="", help="Shown to everybody who looks.")
@click.option("--minutes", type=click.IntRange(min=1), help="When it ends by itself; without, it does not.")
@click.pass_obj
def pause(context: Context, name: str, reason: str, minutes: int | None) -> None:
    """Let no job of the job type or queue NAME start; running ones go on."""
    now = utc_now()
    wanted = Pause(getpass.getuser(), reason, now, now + timedelta(minutes=minutes) if minutes else None)
    action, target = _named(name, Action.PAUSE_QUEUE, Action.PAUSE_JOB_TYPE)
    with acting(context, action, target, reason=reason, given={"minutes": minutes}):
        connection = _connection(context)
        if name in QUEUE_NAMES:
            pause_queue(connection, name, wanted)
        else:
            pause_type(connection, name, wanted)
    click.echo(f"{name} is paused.")


@click.command()
@click.argument("name")
@click.pass_obj
def resume(context: Context, name: str) -> None:
    """Let jobs of the job type or queue NAME start again."""
    action, target = _named(name, Action.RESUME_QUEUE, Action.RESUME_JOB_TYPE)
    with acting(context, action, target):
        connection = _connection(context)
        if name in QUEUE_NAMES:
            resume_queue(connection, name)
        else:
            resume_type(connection, name)
    click.echo(f"{name} goes on.")


def _named(name: str, of_queue: Action, of_job_type: Action) -> tuple[Action, str]:
    return (of_queue, f"queue {name}") if name in QUEUE_NAMES else (of_job_type, f"job type {name}")


def _connection(context: Context) -> redis.Redis:
    catalogue.load(context.settings)
    return current_redis()
