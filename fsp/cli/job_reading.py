"""`fsp jobs show`, `fsp jobs log` and `fsp jobs why`: inspect one job."""

import json
from dataclasses import asdict

import click

from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.conditions.explanation import BlockerShape, explain_job
from fsp.errors import NotFound
from fsp.history.rows import find, reading_of
from fsp.inspection.attempts import read_attempts
from fsp.inspection.jobs import read_log
from fsp.inspection.one_job import read_job
from fsp.jobs.job_reading import JobReading
from fsp.stores import current_redis


@click.command("show")
@click.argument("job_id")
@click.pass_obj
def show(context: Context, job_id: str) -> None:
    """Show job JOB_ID and its failed attempts as JSON."""
    with context.app.app_context():
        attempts = [attempt.as_json(job_id) for attempt in read_attempts(current_redis(), job_id)]
        click.echo(json.dumps({**asdict(_read(job_id)), "failed_attempts": attempts}, indent=2, default=str))


@click.command("log")
@click.argument("job_id")
@click.pass_obj
def log_(context: Context, job_id: str) -> None:
    """Show the log of job JOB_ID.

    The oldest line comes first. Programs that it left running are listed too.
    """
    with context.app.app_context():
        _read(job_id)
        for line in read_log(current_redis(), job_id):
            click.echo(line)


@click.command("why")
@click.argument("job_id")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the names of the API.")
@click.pass_obj
def why(context: Context, job_id: str, *, as_json: bool) -> None:
    """Show why job JOB_ID is not running.

    Prints one blocker per line, the first one first.
    """
    with context.app.app_context():
        explanation = explain_job(current_redis(), job_id, utc_now())
    if as_json:
        click.echo(explanation.model_dump_json(by_alias=True, indent=2))
        return
    for blocker in explanation.blockers:
        click.echo("\t".join(_columns(blocker)).rstrip("\t"))
    if not explanation.blockers:
        click.echo("Nothing blocks this job.")


def _columns(blocker: BlockerShape) -> tuple[str, ...]:
    until = f"until {iso(blocker.until)}" if blocker.until else ""
    held_by = f"held by {', '.join(blocker.held_by)}" if blocker.held_by else ""
    return blocker.kind, blocker.words, until, held_by


def _read(job_id: str) -> JobReading:
    try:
        return read_job(current_redis(), job_id)
    except NotFound:
        row = find(job_id)
        if row is None:
            raise
        return reading_of(row)
