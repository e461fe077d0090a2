"""`fsp dead-letters`: list, group, show, replay, discard and restore permanently failed jobs."""

import getpass
import json
from collections.abc import Callable
from typing import Any

import click

from fsp.audit.action import Action
from fsp.bulk.dead_letters import DEAD_LETTERS
from fsp.bulk.prepare import FASTEST_PER_MINUTE, PER_MINUTE
from fsp.cli.acting import acting
from fsp.cli.bulk import act_on_many
from fsp.cli.context import Context
from fsp.cli.steps import FROM_STEP, refuse_both
from fsp.clock import iso, utc_now
from fsp.dead_letters.arguments import edited_arguments, kept_arguments
from fsp.dead_letters.edit import changes, faults_of
from fsp.dead_letters.groups import read_groups
from fsp.dead_letters.replay import discard, find_dead_letter, replay, restore
from fsp.dead_letters.selection import Selection, page
from fsp.dead_letters.waiting import awaited_holders
from fsp.jobs.registry import get_job_type
from fsp.models.dead_letter import DeadLetterState
from fsp.stores import current_redis

LIMIT = click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
STATE = click.option(
    "--state", default="dead", show_default=True, type=click.Choice([state.value for state in DeadLetterState])
)


def _selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that select dead letters."""
    for option in (
        click.option("--text", default="", help="Text in the error or the job id."),
        click.option("--fingerprint", default="", help="Only this error group."),
        click.option("--reason", default="", help="One of spent, permanent, poison, timeout, undecodable."),
        click.option("--type", "job_type", default="", help="Only this job type."),
    ):
        command = option(command)
    return command


@click.group("dead-letters")
def dead_letters() -> None:
    """Manage dead letters: jobs that failed permanently."""


@dead_letters.command("list")
@_selecting
@STATE
@LIMIT
@click.pass_obj
def list_(context: Context, /, *, state: str, limit: int, **parts: str) -> None:
    """List dead letters, newest first."""
    with context.app.app_context():
        for letter in page(Selection(state=state, **parts), limit=limit):  # type: ignore[arg-type]
            error = f"{letter.error_class}: {letter.error_message}".splitlines()[0][:100]
            click.echo(f"{letter.id}\t{letter.job_type}\t{letter.reason}\t{letter.buried_at:%Y-%m-%d %H:%M}\t{error}")


@dead_letters.command("causes")
@_selecting
@STATE
@LIMIT
@click.pass_obj
def causes(context: Context, /, *, state: str, limit: int, **parts: str) -> None:
    """List error groups, the most frequent first."""
    with context.app.app_context():
        selection = Selection(state=state, **parts)  # type: ignore[arg-type]
        for group in read_groups(selection, version=context.settings.code_version, limit=limit):
            error = group.error.splitlines()[0][:100]
            new = f"new since {group.since_deploy.version}" if group.since_deploy else ""
            types = ", ".join(group.job_types)
            click.echo(f"{group.count}\t{iso(group.last_at)}\t{types}\t{new}\t{error}\t{group.fingerprint}")


@dead_letters.command("show")
@click.argument("number", type=int)
@click.pass_obj
def show(context: Context, number: int) -> None:
    """Show dead letter NUMBER with every attempt."""
    with context.app.app_context():
        letter = find_dead_letter(number)
        holders = awaited_holders(current_redis(), [letter])
    click.echo(f"{letter.job_type} {letter.job_id}: {letter.state}, {letter.reason}, failed {iso(letter.buried_at)}")
    for holder in holders.values():
        click.echo(f"The replay waits for job {holder}, which has the same deduplication key.")
    click.echo(json.dumps(letter.arguments, indent=2, ensure_ascii=False))
    click.echo(letter.error_traceback or f"{letter.error_class}: {letter.error_message}")
    for attempt in letter.attempt_history:
        click.echo("\t".join(str(attempt[part]) for part in ("attempt", "outcome", "started_at", "worker", "error")))


@dead_letters.command("check")
@click.argument("number", type=int)
@click.option("--arguments", required=True, help="The edited arguments, as JSON.")
@click.pass_obj
def check(context: Context, number: int, arguments: str) -> None:
    """Validate edited arguments of dead letter NUMBER. Nothing changes."""
    new_arguments = edited_arguments(arguments)
    with context.app.app_context():
        letter = find_dead_letter(number)
        faults = faults_of(get_job_type(letter.job_type), kept_arguments(current_redis(), letter, new_arguments))
    for change in changes(letter.arguments, new_arguments):
        click.echo(f"{change.kind}\t{change.name}\t{change.before or '—'}\t{change.after or '—'}")
    for name, fault in faults.items():
        click.echo(f"{name or 'arguments'}: {fault}", err=True)
    if faults:
        raise click.exceptions.Exit(1)


@dead_letters.command("replay")
@click.argument("number", type=int)
@click.option("--arguments", default=None, help="New arguments, as JSON. Default: unchanged.")
@click.option("--from-step", default=None, metavar="STEP", help=FROM_STEP)
@click.pass_obj
def replay_(context: Context, number: int, arguments: str | None, from_step: str | None) -> None:
    """Run the job of dead letter NUMBER again, as a new job."""
    refuse_both(arguments, from_step)
    inputs = {"arguments": arguments} if arguments else {"from_step": from_step} if from_step else {}
    with acting(context, Action.REPLAY_DEAD_LETTER, f"dead letter {number}", inputs=inputs) as trail:
        letter = find_dead_letter(number)
        job_id = replay(
            current_redis(),
            letter,
            by=getpass.getuser(),
            now=utc_now(),
            arguments=edited_arguments(arguments) if arguments else None,
            from_step=from_step,
        )
        trail.after["job_id"] = job_id
    click.echo(f"Replayed as {job_id}.")


@dead_letters.command("discard")
@click.argument("number", type=int)
@click.pass_obj
def discard_(context: Context, number: int) -> None:
    """Discard dead letter NUMBER."""
    with acting(context, Action.DISCARD_DEAD_LETTER, f"dead letter {number}"):
        discard(find_dead_letter(number), by=getpass.getuser(), now=utc_now())
    click.echo(f"Discarded dead letter {number}. Undo this with: fsp dead-letters restore {number}")


@dead_letters.command("restore")
@click.argument("number", type=int)
@click.pass_obj
def restore_(context: Context, number: int) -> None:
    """Restore discarded dead letter NUMBER."""
    with acting(context, Action.RESTORE_DEAD_LETTER, f"dead letter {number}"):
        restore(find_dead_letter(number), by=getpass.getuser(), now=utc_now())
    click.echo(f"Restored dead letter {number}.")


@dead_letters.command("bulk")
@click.argument("action", type=click.Choice([action.value for action in DEAD_LETTERS.acts]))
@_selecting
@click.option(
    "--per-minute",
    default=PER_MINUTE,
    show_default=True,
    type=click.IntRange(1, FASTEST_PER_MINUTE),
    help="Replays per minute and job type.",
)
@click.option("--why", default="", help="A reason, for the audit log.")
@click.option("--yes", is_flag=True, help="Apply the action. Default: count only.")
@click.pass_obj
def bulk_(context: Context, /, *, action: str, per_minute: int, why: str, yes: bool, **parts: str) -> None:
    """Replay, discard or restore all selected dead letters. The job starts after 10 s."""
    filters = parts | {"type": parts.pop("job_type")}
    act_on_many(context, DEAD_LETTERS, action, filters, yes=yes, why=why, per_minute=per_minute)
