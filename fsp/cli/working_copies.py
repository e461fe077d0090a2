"""`fsp items copies`, `copy` and `discard-copy`: what people typed in the editor and did not save."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso
from fsp.content.lookup import find_item
from fsp.content.working_copies import copies_of_item, discard_copy, find_copy


@click.command("copies")
@click.argument("number", type=int)
@click.pass_obj
def copies(context: Context, number: int) -> None:
    """List the unsaved versions of post NUMBER, newest first."""
    with context.app.app_context():
        for copy in copies_of_item(find_item(number)):
            size = f"{len(copy.body)} characters"
            click.echo("\t".join((str(copy.id), iso(copy.updated_at), copy.account.name, size)))


@click.command("copy")
@click.argument("copy", type=int)
@click.pass_obj
def show_copy(context: Context, copy: int) -> None:
    """Print the text of the unsaved version COPY."""
    with context.app.app_context():
        click.echo(find_copy(copy).body)


@click.command("discard-copy")
@click.argument("copy", type=int)
@click.pass_obj
def discard(context: Context, copy: int) -> None:
    """Discard the unsaved version COPY of a post."""
    with acting(context, Action.DISCARD_COPY, f"working copy {copy}"):
        discard_copy(copy)
    click.echo(f"Discarded the working copy {copy}.")
