"""`fsp jobs`: find jobs, look at one, cancel it."""

import getpass
import json
from dataclasses import asdict

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.errors import NotFound
from fsp.extensions import current_redis
from fsp.handlers import catalogue
from fsp.history.job_filter import STATES, filter_of
from fsp.history.search import find, reading_of
from fsp.jobs.priority import QUEUE_NAMES
from fsp.queueing.cancel import cancel
from fsp.queueing.duplicates import read_duplicates
from fsp.queueing.jobs import JobReading, read_job
from fsp.queueing.stale_endings import read_stale_endings
from fsp.web.panels.job_list import read_job_list


@click.group("jobs")
@click.pass_obj
def jobs(context: Context) -> None:
    """Find jobs, look at one, cancel it."""
    catalogue.load(context.settings)


@jobs.command("list")
@click.argument("words", nargs=-1)
@click.option("--state", type=click.Choice(STATES), default="all", show_default=True)
@click.option("--type", default="", help="Of one job type alone.")
@click.option("--queue", type=click.Choice(QUEUE_NAMES), default=None)
@click.option("--since", default="", help="Not before this moment, such as 2026-05-01T09:30, in UTC.")
@click.option("--until", default="", help="Before this moment.")
@click.option("--cursor", default="", help="As the page before gave it.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def list_(context: Context, /, words: tuple[str, ...], cursor: str, limit: int, **given: str | None) -> None:
    """List jobs that fit all WORDS: running, waiting, then ended ones, newest first.

    WORDS may be tag:nightly, args.project:garden, error:OSError, id:abc, or any text.
    """
    with context.app.app_context():
        wanted = filter_of({name: value or "" for name, value in given.items()} | {"q": " ".join(words)})
        view = read_job_list(current_redis(), wanted, now=utc_now(), cursor=cursor, limit=limit)
    for job in view.jobs:
        moment = job.ended_at or job.started_at or job.enqueued_at
        said = (job.error.splitlines() or [""])[0][:100]
        told = (job.job_id, job.job_type, job.status, f"{moment:%Y-%m-%d %H:%M}" if moment else "", said)
        click.echo("\t".join(told))
    for note in view.notes:
        click.echo(note, err=True)
    if view.cursor:
        click.echo(f"More: --cursor {view.cursor}", err=True)


@jobs.command("show")
@click.argument("job_id")
@click.pass_obj
def show_(context: Context, job_id: str) -> None:
    """Tell all that is known of JOB_ID, as JSON."""
    with context.app.app_context():
        click.echo(json.dumps(asdict(_read(job_id)), indent=2, default=str))


@jobs.command("duplicates")
@click.argument("job_id", required=False)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def duplicates_(context: Context, job_id: str | None, limit: int) -> None:
    """List requests that another job answered, of JOB_ID alone if given: when, type, both ids, what became of them."""
    with context.app.app_context():
        for one in read_duplicates(current_redis(), job_id=job_id, limit=limit):
            click.echo("\t".join((iso(one.at), one.job_type, one.job_id, one.duplicate_id, one.answer)))


@jobs.command("stale-endings")
@click.argument("job_id", required=False)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def stale_endings_(context: Context, job_id: str | None, limit: int) -> None:
    """List endings that came too late, of JOB_ID alone if given: when, type, job, outcome, error."""
    with context.app.app_context():
        for one in read_stale_endings(current_redis(), job_id=job_id, limit=limit):
            click.echo("\t".join((iso(one.at), one.job_type, one.job_id, one.outcome, one.error)))


@jobs.command("cancel")
@click.argument("job_id")
@click.pass_obj
def cancel_(context: Context, job_id: str) -> None:
    """Cancel JOB_ID: at once while it waits; a running one is ended by its worker within seconds."""
    with acting(context, Action.CANCEL_JOB, f"job {job_id}"):
        is_done = cancel(current_redis(), job_id, by=getpass.getuser())
    click.echo("Cancelled." if is_done else "Its worker ends it within seconds.")


def _read(job_id: str) -> JobReading:
    try:
        return read_job(current_redis(), job_id)
    except NotFound:
        row = find(job_id)
        if row is None:
            raise
        return reading_of(row)
