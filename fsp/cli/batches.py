"""`fsp batches`: chains and groups of jobs, enqueued, shown and cancelled as a whole."""

import getpass
import json
from typing import TextIO

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.errors import InvalidInput
from fsp.inspection.batches import read_batch, read_batches
from fsp.queueing.batch_body import read_body
from fsp.queueing.batch_cancel import cancel_batch
from fsp.stores import current_redis


@click.group("batches")
def batches() -> None:
    """Manage batches: chains and groups of jobs."""


@batches.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100))
@click.pass_obj
def list_(context: Context, limit: int) -> None:
    """List batches, newest first."""
    with context.app.app_context():
        for summary in read_batches(limit=limit):
            batch, progress = summary.batch, f"{summary.ended}/{summary.jobs}"
            click.echo("\t".join((batch.id, batch.kind, summary.state, progress, iso(batch.requested_at), batch.name)))


@batches.command("show")
@click.argument("batch_id")
@click.pass_obj
def show(context: Context, batch_id: str) -> None:
    """Show the progress of BATCH_ID and the state of each job."""
    with context.app.app_context():
        view = read_batch(current_redis(), batch_id, utc_now())
    click.echo(f"{view.state}: {view.ended} of {view.batch.total} jobs ended")
    for member in [*view.members, *([view.callback] if view.callback else [])]:
        click.echo("\t".join((member.job_id, member.job_type, member.state, member.error)))


@batches.command("enqueue")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.pass_obj
def enqueue(context: Context, file: TextIO) -> None:
    """Enqueue the batch in the JSON FILE.

    FILE may be - for standard input.

    The JSON is that of POST /api/batches: kind, jobs, and optionally callback, onFailure, id and name.
    """
    try:
        body = read_body(json.load(file))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{file.name} must hold JSON: {error}.") from error
    inputs = {"kind": body.kind.value, "jobs": len(body.jobs), "name": body.name}
    with acting(context, Action.ENQUEUE_BATCH, f"batch {body.id or body.name}", inputs=inputs) as trail:
        request = body.request(getpass.getuser())
        trail.after["batch_id"] = request.batch_id
    click.echo(f"Enqueued as {request.batch_id}." if request.created else f"Already enqueued as {request.batch_id}.")


@batches.command("cancel")
@click.argument("batch_id")
@click.pass_obj
def cancel(context: Context, batch_id: str) -> None:
    """Cancel every job of BATCH_ID that has not ended."""
    with acting(context, Action.CANCEL_BATCH, f"batch {batch_id}"):
        result = cancel_batch(current_redis(), batch_id, by=getpass.getuser(), now=utc_now())
    stopping = f" {result.stopping} running jobs end within seconds." if result.stopping else ""
    click.echo(f"Cancelled {result.cancelled} jobs.{stopping}")
