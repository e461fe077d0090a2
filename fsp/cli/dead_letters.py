"""`fsp dead-letters`: list, replay and discard jobs that have died."""

import getpass

import click
from sqlalchemy import select

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.dead_letters.bulk import BulkAction, Selection, count, request_bulk
from fsp.dead_letters.replay import discard, edited_arguments, find_dead_letter, replay
from fsp.extensions import current_redis, db, end_reading
from fsp.handlers import catalogue
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState


@click.group("dead-letters")
@click.pass_obj
def dead_letters(context: Context) -> None:
    """List, replay and discard jobs that have died."""
    catalogue.load(context.settings)


@dead_letters.command("list")
@click.option("--type", "job_type", default=None, help="Of one job type alone.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def list_(context: Context, job_type: str | None, limit: int) -> None:
    """List dead letters, newest first."""
    wanted = select(DeadLetterQueue).where(DeadLetterQueue.state == DeadLetterState.DEAD)
    if job_type:
        wanted = wanted.where(DeadLetterQueue.job_type == job_type)
    with context.app.app_context():
        found = db.session.scalars(wanted.order_by(DeadLetterQueue.id.desc()).limit(limit)).all()
        end_reading()
        for letter in found:
            error = f"{letter.error_class}: {letter.error_message}".splitlines()[0][:100]
            click.echo(
                f"{letter.id}	{letter.job_type}	{letter.reason}	{letter.buried_at:%Y-%m-%d %H:%M}	{error}"
            )


@dead_letters.command("replay")
@click.argument("number", type=int)
@click.option("--arguments", default=None, help="Other arguments than it had, as JSON.")
@click.pass_obj
def replay_(context: Context, number: int, arguments: str | None) -> None:
    """Run the job of dead letter NUMBER again, as a new job."""
    given = {"arguments": arguments} if arguments else {}
    with acting(context, Action.REPLAY_DEAD_LETTER, f"dead letter {number}", given=given) as trail:
        letter = find_dead_letter(number)
        job_id = replay(
            current_redis(),
            letter,
            by=getpass.getuser(),
            now=utc_now(),
            arguments=edited_arguments(arguments) if arguments else None,
        )
        trail.after["job_id"] = job_id
    click.echo(f"Replayed as {job_id}.")


@dead_letters.command("discard")
@click.argument("number", type=int)
@click.pass_obj
def discard_(context: Context, number: int) -> None:
    """Put dead letter NUMBER aside for good."""
    with acting(context, Action.DISCARD_DEAD_LETTER, f"dead letter {number}"):
        discard(find_dead_letter(number))
    click.echo(f"Dead letter {number} is discarded.")


@dead_letters.command("bulk")
@click.argument("action", type=click.Choice([action.value for action in BulkAction]))
@click.option("--type", "job_type", default="", help="Of one job type alone.")
@click.option("--reason", default="", help="Of one reason alone: spent, permanent, poison, timeout or undecodable.")
@click.option("--fingerprint", default="", help="Of one group of like errors alone.")
@click.option("--yes", is_flag=True, help="Do it; without, they are only counted.")
@click.pass_obj
def bulk_(context: Context, action: str, job_type: str, reason: str, fingerprint: str, *, yes: bool) -> None:
    """Replay or discard every dead letter of a selection, in a job of its own."""
    with context.app.app_context():
        selection = Selection(utc_now(), job_type, reason, fingerprint)
        number = count(selection)
    if not yes:
        click.echo(f"{number} dead letters are selected; --yes would {action} them.")
        return
    given = {"action": action, "type": job_type, "reason": reason, "fingerprint": fingerprint}
    with acting(context, Action.BULK_DEAD_LETTERS, "dead letters", given=given, count=number):
        job_id = request_bulk(BulkAction(action), selection, by=getpass.getuser())
    click.echo(f"The job {job_id} will {action} {number} dead letters.")
