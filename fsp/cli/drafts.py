"""`fsp drafts`: read the runs of the writer, and decide on what they propose."""

import getpass
from typing import TextIO

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.models.draft_run import DraftKind, DraftState
from fsp.stores import current_redis
from fsp.writing import proposal
from fsp.writing.order import MAX_WORDS, DraftOrder
from fsp.writing.partial_text import read_arriving
from fsp.writing.request import find_run, request_draft, runs_of, save_outline


@click.command("draft")
@click.argument("number", type=int)
@click.option("--outline", is_flag=True, help="Stop after the outline, so that it can be edited.")
@click.option("--from-outline", type=int, metavar="RUN", help="Follow the outline of this run.")
@click.option("--revise", metavar="INSTRUCTION", help="Propose a revision of the present text.")
@click.option("--section", default="", metavar="HEADING", help="Revise only this section.")
@click.option("--continue", "continued", type=int, metavar="RUN", help="Continue the text of this run.")
@click.option("--words", type=click.IntRange(0, MAX_WORDS), default=0, help="The length of the text.")
@click.option("--by-section/--whole", default=None, help="One request per section, or one. Default: by the length.")
@click.pass_obj
def draft(
    context: Context,
    number: int,
    *,
    outline: bool,
    from_outline: int | None,
    revise: str | None,
    section: str,
    continued: int | None,
    words: int,
    by_section: bool | None,
) -> None:
    """Draft post NUMBER from its brief, or revise it."""
    kinds = {DraftKind.OUTLINE: outline, DraftKind.REVISION: revise, DraftKind.CONTINUATION: continued}
    chosen = [kind for kind, value in kinds.items() if value]
    if len(chosen) > 1 or (chosen and from_outline):
        raise click.UsageError("Choose one of --outline, --from-outline, --revise and --continue.")
    order = DraftOrder(
        kind=chosen[0] if chosen else DraftKind.DRAFT,
        run_id=from_outline or continued,
        instruction=revise or "",
        section=section,
        words=words,
        by_section=by_section,
    )
    with acting(context, Action.GENERATE_DRAFT, f"item {number}") as trail:
        job = request_draft(find_item(number), order, by=getpass.getuser(), settings=current_settings())
        trail.after["job_id"] = job.job_id
    click.echo(f"Job {job.job_id} writes the {order.kind}.")


@click.group()
def drafts() -> None:
    """Manage drafts: outlines and proposals of the writer."""


@drafts.command("list")
@click.argument("number", type=int)
@click.pass_obj
def list_(context: Context, number: int) -> None:
    """List the runs of post NUMBER, newest first."""
    with context.app.app_context():
        for run in runs_of(find_item(number).id):
            parts = (str(run.id), run.kind, run.state, run.outcome or "-", run.model or "-", run.problem)
            click.echo("\t".join(parts))


@drafts.command("show")
@click.argument("number", type=int)
@click.argument("run_id", metavar="RUN", type=int)
@click.option("--changes", is_flag=True, help="Show the numbered changes to the present text.")
@click.pass_obj
def show(context: Context, number: int, run_id: int, *, changes: bool) -> None:
    """Print the text or the outline of RUN."""
    with context.app.app_context():
        item, run = find_item(number), find_run(number, run_id)
        if changes:
            for numbered in proposal.read_proposal(run, item).changed:
                mark = " (conflict)" if numbered.is_conflict else ""
                click.echo(f"[{numbered.number}] {numbered.block.change}{mark}")
                _echo_lines("-", numbered.block.before)
                _echo_lines("+", numbered.block.after)
            return
        if run.state == DraftState.RUNNING:
            click.echo(read_arriving(current_redis(), run.job_id).text)
        else:
            click.echo(proposal.body_of(run.revision_id) or run.outline, nl=False)


@drafts.command("outline")
@click.argument("number", type=int)
@click.argument("run_id", metavar="RUN", type=int)
@click.argument("file", type=click.File(encoding="utf-8"))
@click.pass_obj
def outline_(context: Context, number: int, run_id: int, file: TextIO) -> None:
    """Replace the outline of RUN by FILE.

    FILE is - for standard input."""
    with acting(context, Action.EDIT_OUTLINE, f"item {number}: run {run_id}"):
        save_outline(number, run_id, file.read())
    click.echo(f"Saved. Write the draft with: fsp items draft {number} --from-outline {run_id}")


@drafts.command("accept")
@click.argument("number", type=int)
@click.argument("run_id", metavar="RUN", type=int)
@click.option(
    "--only", type=int, multiple=True, help="Accept only this change of fsp drafts show --changes. Repeat it."
)
@click.pass_obj
def accept(context: Context, number: int, run_id: int, *, only: tuple[int, ...]) -> None:
    """Save the text with the changes of RUN."""
    with acting(context, Action.ACCEPT_DRAFT, f"item {number}: run {run_id}") as trail:
        seen = find_item(number).current_revision_id
        revision = proposal.accept(number, run_id, only or None, seen_revision_id=seen, by=getpass.getuser())
        trail.after["revision"] = revision.number
    click.echo(f"Saved as revision {revision.number}.")


@drafts.command("discard")
@click.argument("number", type=int)
@click.argument("run_id", metavar="RUN", type=int)
@click.pass_obj
def discard(context: Context, number: int, run_id: int) -> None:
    """Discard the proposal or outline of RUN."""
    with acting(context, Action.DISCARD_DRAFT, f"item {number}: run {run_id}"):
        proposal.discard(number, run_id, by=getpass.getuser())
    click.echo(f"Discarded. Undo this with: fsp drafts restore {number} {run_id}")


@drafts.command("restore")
@click.argument("number", type=int)
@click.argument("run_id", metavar="RUN", type=int)
@click.pass_obj
def restore(context: Context, number: int, run_id: int) -> None:
    """Restore the discarded RUN."""
    with acting(context, Action.RESTORE_DRAFT, f"item {number}: run {run_id}"):
        proposal.restore(number, run_id)
    click.echo("Restored.")


def _echo_lines(mark: str, text: str) -> None:
    for line in text.strip().splitlines():
        click.echo(f"{mark} {line}")
