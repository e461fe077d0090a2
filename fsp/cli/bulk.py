"""`fsp bulk`: list, show, undo and stop bulk actions, which `fsp jobs bulk` and `fsp dead-letters bulk` start."""

import getpass

import click

from fsp.audit.action import Action
from fsp.bulk.catalogue import subject_of
from fsp.bulk.operation import abort, job_id_of, prepare_and_start, undo
from fsp.bulk.prepare import PER_MINUTE
from fsp.bulk.read import find_operation, recent, tally
from fsp.bulk.subject import Chosen, Subject
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso, utc_now
from fsp.stores import current_redis


def act_on_many(
    context: Context,
    subject: Subject,
    action: str,
    fields: dict[str, str],
    *,
    yes: bool,
    why: str = "",
    per_minute: int = PER_MINUTE,
) -> None:
    """Count the matching targets. With `yes`, start the action on exactly these."""
    bulk_action = subject.action(action)
    with context.app.app_context():
        chosen = subject.select(current_redis(), bulk_action, fields, utc_now())
        targets = list(chosen.targets)
    if not yes:
        click.echo(f"{len(targets)} {subject.plural} match. Run again with --yes to {bulk_action.words} them.")
        return
    inputs = {"action": action, **fields}
    with acting(
        context, subject.audited_as, f"{action} {subject.plural}", reason=why, inputs=inputs, count=len(targets)
    ) as trail:
        operation = prepare_and_start(
            subject,
            bulk_action,
            Chosen(targets, chosen.words),
            by=getpass.getuser(),
            now=utc_now(),
            per_minute=per_minute,
        )
        trail.after["bulk action"] = operation.id
    number = f"{operation.total} {subject.noun(operation.total)}"
    click.echo(
        f"Job {job_id_of(operation)} will {bulk_action.words} {number}. Undo within 10 s: fsp bulk undo {operation.id}"
    )


@click.group("bulk")
def bulk() -> None:
    """Manage bulk actions on jobs and dead letters."""


@bulk.command("list")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def list_(context: Context, limit: int) -> None:
    """List bulk actions, newest first."""
    with context.app.app_context():
        for operation in recent(limit):
            noun = subject_of(operation).noun(operation.total)
            which = f"{operation.action} {operation.total} {noun}: {operation.words}"
            click.echo(
                f"{operation.id}\t{operation.state}\t{iso(operation.prepared_at)}\t{operation.requested_by}\t{which}"
            )


@bulk.command("show")
@click.argument("operation_id")
@click.pass_obj
def show(context: Context, operation_id: str) -> None:
    """Show the progress and results of bulk action OPERATION_ID."""
    with context.app.app_context():
        operation = find_operation(operation_id)
        counts = tally(operation_id)
    noun = subject_of(operation).noun(operation.total)
    click.echo(f"{operation.state}: {operation.action} {operation.total} {noun}, {operation.words}")
    for outcome, reasons in counts.items():
        for reason, number in reasons.items():
            click.echo(f"{number}\t{outcome}\t{reason}".rstrip())


@bulk.command("undo")
@click.argument("operation_id")
@click.pass_obj
def undo_(context: Context, operation_id: str) -> None:
    """Undo bulk action OPERATION_ID before it starts."""
    with acting(context, Action.UNDO_BULK, f"bulk action {operation_id}"):
        undo(operation_id, now=utc_now())
    click.echo("Undone: nothing was done.")


@bulk.command("stop")
@click.argument("operation_id")
@click.pass_obj
def stop(context: Context, operation_id: str) -> None:
    """Stop bulk action OPERATION_ID."""
    with acting(context, Action.ABORT_BULK, f"bulk action {operation_id}"):
        abort(operation_id, now=utc_now())
    click.echo("Stopped.")
