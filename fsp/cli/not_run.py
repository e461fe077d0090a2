"""`fsp jobs duplicates` and `fsp jobs stale-endings`: requests that started no job, and results that came too late."""

import click

from fsp.cli.context import Context
from fsp.clock import iso
from fsp.inspection.duplicates import read_duplicates
from fsp.inspection.late_results import read_late_results
from fsp.stores import current_redis

LIMIT = click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))


@click.command("duplicates")
@click.argument("job_id", required=False)
@LIMIT
@click.pass_obj
def duplicates_(context: Context, job_id: str | None, limit: int) -> None:
    """List deduplicated requests, or only those of JOB_ID."""
    with context.app.app_context():
        for duplicate in read_duplicates(current_redis(), job_id=job_id, limit=limit):
            click.echo(
                "\t".join(
                    (iso(duplicate.at), duplicate.job_type, duplicate.job_id, duplicate.duplicate_id, duplicate.answer)
                )
            )


@click.command("stale-endings")
@click.argument("job_id", required=False)
@LIMIT
@click.pass_obj
def stale_endings_(context: Context, job_id: str | None, limit: int) -> None:
    """List late results, or only those of JOB_ID."""
    with context.app.app_context():
        for result in read_late_results(current_redis(), job_id=job_id, limit=limit):
            click.echo("\t".join((iso(result.at), result.job_type, result.job_id, result.outcome, result.error)))
