"""`fsp jobs`: find, enqueue, cancel, repeat and move jobs, one or many at a time."""

import getpass
from collections.abc import Callable
from typing import Any

import click

from fsp.audit.action import Action
from fsp.bulk.again import run_again
from fsp.bulk.again_from_step import run_again_from_step
from fsp.bulk.jobs import JOBS
from fsp.cli.acting import acting
from fsp.cli.bulk import act_on_many
from fsp.cli.context import Context
from fsp.cli.job_reading import log_, show, why
from fsp.cli.not_run import LIMIT, duplicates_, stale_endings_
from fsp.cli.steps import FROM_STEP, refuse_both, steps_
from fsp.clock import utc_now
from fsp.dead_letters.arguments import edited_arguments
from fsp.history.job_filter import STATES
from fsp.history.job_query import filter_of
from fsp.inspection.job_list import read_job_list
from fsp.jobs.job_options import OnFailure
from fsp.jobs.priority import QUEUE_NAMES, Priority
from fsp.queueing.cancel import cancel
from fsp.queueing.move import move
from fsp.queueing.request import request_job
from fsp.stores import current_redis


def _filtering(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the words and options that filter jobs."""
    for option in (
        click.option("--until", default="", help="Before this time, in UTC."),
        click.option("--since", default="", help="From this time on, in UTC, such as 2026-05-01T09:30."),
        click.option("--queue", type=click.Choice(QUEUE_NAMES), default=None),
        click.option("--type", default="", help="Only this job type."),
        click.option(
            "--state",
            type=click.Choice(STATES),
            metavar="STATE",
            default="all",
            help=f"One of: {', '.join(STATES)}. Default: all.",
        ),
        click.argument("words", nargs=-1),
    ):
        command = option(command)
    return command


@click.group("jobs")
def jobs() -> None:
    """Find and manage jobs."""


jobs.add_command(show)
jobs.add_command(log_)
jobs.add_command(why)
jobs.add_command(steps_)
jobs.add_command(duplicates_)
jobs.add_command(stale_endings_)


@jobs.command("list")
@_filtering
@click.option("--cursor", default="", help="The cursor that the previous page printed.")
@LIMIT
@click.pass_obj
def list_(context: Context, /, *, cursor: str, limit: int, **filters: Any) -> None:
    """List jobs that match all WORDS.

    Running jobs come first, then waiting ones, then finished ones, newest first.

    WORDS may be tag:nightly, args.project:garden, error:OSError, id:abc, or any text.
    """
    with context.app.app_context():
        view = read_job_list(current_redis(), filter_of(_told(**filters)), now=utc_now(), cursor=cursor, limit=limit)
    for job in view.jobs:
        moment = job.ended_at or job.started_at or job.enqueued_at
        error = (job.error.splitlines() or [""])[0][:100]
        columns = (job.job_id, job.job_type, job.status, f"{moment:%Y-%m-%d %H:%M}" if moment else "", error)
        click.echo("\t".join(columns))
    for note in view.notes:
        click.echo(note, err=True)
    if view.cursor:
        click.echo(f"More: --cursor {view.cursor}", err=True)


@jobs.command("cancel")
@click.argument("job_id")
@click.pass_obj
def cancel_(context: Context, job_id: str) -> None:
    """Cancel job JOB_ID. A running job ends within seconds."""
    with acting(context, Action.CANCEL_JOB, f"job {job_id}"):
        is_done = cancel(current_redis(), job_id, by=getpass.getuser())
    click.echo("Cancelled." if is_done else "Cancelling. The worker ends it within seconds.")


@jobs.command("again")
@click.argument("job_id")
@click.option("--arguments", default=None, help="New arguments, as JSON. Default: unchanged.")
@click.option("--from-step", default=None, metavar="STEP", help=FROM_STEP)
@click.pass_obj
def again_(context: Context, job_id: str, arguments: str | None, from_step: str | None) -> None:
    """Run job JOB_ID again, as a new job."""
    refuse_both(arguments, from_step)
    new_arguments, by = edited_arguments(arguments) if arguments else None, getpass.getuser()
    inputs = {"from_step": from_step} if from_step else {"arguments": new_arguments}
    with acting(context, Action.RUN_JOB_AGAIN, f"job {job_id}", inputs=inputs) as trail:
        if from_step:
            new_id = run_again_from_step(current_redis(), job_id, from_step, by=by, now=utc_now())
        else:
            new_id = run_again(current_redis(), job_id, by=by, arguments=new_arguments)
        trail.after["job_id"] = new_id
    click.echo(f"Run again as {new_id}.")


@jobs.command("move")
@click.argument("job_id")
@click.argument("to", type=click.Choice(["front", *QUEUE_NAMES]))
@click.pass_obj
def move_(context: Context, job_id: str, to: str) -> None:
    """Move the waiting job JOB_ID.

    It moves to the front of its queue, or to another queue.
    """
    with acting(context, Action.MOVE_JOB, f"job {job_id}", inputs={"to": to}):
        move(current_redis(), job_id, to=None if to == "front" else Priority(to))
    click.echo("Moved.")


@jobs.command("bulk")
@click.argument("action", type=click.Choice([action.value for action in JOBS.acts]))
@_filtering
@click.option("--yes", is_flag=True, help="Apply the action. Default: count only.")
@click.pass_obj
def bulk_(context: Context, /, *, action: str, yes: bool, **filters: Any) -> None:
    """Apply ACTION to all matching jobs. WORDS are as for list."""
    act_on_many(context, JOBS, action, _told(**filters), yes=yes)


def _told(*, words: tuple[str, ...], **filters: str | None) -> dict[str, str]:
    return {name: value or "" for name, value in filters.items()} | {"q": " ".join(words)}


@jobs.command("enqueue")
@click.argument("job_type")
@click.option("--arguments", default="{}", show_default=True, help="Arguments, as a JSON object.")
@click.option("--after", multiple=True, metavar="JOB_ID", help="Run it after this job succeeded. Repeatable.")
@click.option(
    "--on-failure",
    type=click.Choice([choice.value for choice in OnFailure]),
    default=OnFailure.WAIT.value,
    show_default=True,
    help="If a job of --after does not succeed: wait until it does, or run anyway.",
)
@click.option("--tag", "tags", multiple=True, help="A tag. Repeatable.")
@click.pass_obj
def enqueue_(
    context: Context, job_type: str, arguments: str, *, after: tuple[str, ...], on_failure: str, tags: tuple[str, ...]
) -> None:
    """Enqueue a job of JOB_TYPE."""
    job_arguments = edited_arguments(arguments)
    order: dict[str, Any] = {"after": list(after), "on_failure": on_failure} if after else {}
    inputs = {"arguments": job_arguments} | order | ({"tags": list(tags)} if tags else {})
    with acting(context, Action.ENQUEUE_JOB, f"job type {job_type}", inputs=inputs) as trail:
        job = request_job(
            job_type,
            job_arguments,
            requested_by=getpass.getuser(),
            tags=tags,
            after=after,
            on_failure=OnFailure(on_failure),
        )
        trail.after["job_id"] = job.job_id
    click.echo(f"Enqueued as {job.job_id}.")
