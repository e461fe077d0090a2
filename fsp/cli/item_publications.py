"""`fsp items publications`, `send-now`, `skip`, `overwrite`, `keep-theirs`, `confirm`, `send-again` and `text`."""

from collections.abc import Callable
from typing import Any, TextIO

import click

from fsp.amounts import duration
from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.content.lookup import find_item
from fsp.destinations.lookup import named_destination
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.publishing.decisions import it_is_there, keep_theirs, overwrite, send_again, send_now, skip
from fsp.publishing.item_publications import find_publication, find_row, publications_of
from fsp.publishing.preflight import check_item
from fsp.publishing.short_texts import count_in_words, read_short_text, write_short_text
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis


@click.command("publications")
@click.argument("number", type=int)
@click.pass_obj
def publications(context: Context, number: int) -> None:
    """List where post NUMBER is, with errors and what to decide."""
    with context.app.app_context():
        for row in publications_of(find_item(number)):
            seen = row.publication
            late = "" if row.lateness_seconds is None else f"live after {duration(row.lateness_seconds)}"
            cells = [row.destination.name, row.state, (seen.url or "") if seen else "", late]
            cells += [seen.drift, seen.held_because or seen.error] if seen else []
            cells += [f"decide: {' or '.join(row.decisions)}"] if row.decisions else []
            click.echo("\t".join(cells).rstrip("\t"))


def _decision(
    name: str, action: Action, help_text: str, done: str, decide: Callable[[Publication], None]
) -> click.Command:
    @click.command(name, help=help_text)
    @click.argument("number", type=int)
    @click.argument("destination")
    @click.pass_obj
    def command(context: Context, number: int, destination: str) -> None:
        with acting(context, action, f"item {number} at {destination}"):
            decide(_publication(number, destination))
        click.echo(f"{done} post {number} at {destination}.")

    return command


def _send_now(publication: Publication) -> None:
    send_now(publication, connection=current_redis(), now=best_now(current_redis()))


def _send_again(publication: Publication) -> None:
    send_again(publication, connection=current_redis(), now=best_now(current_redis()))


send_now_ = _decision(
    "send-now", Action.SEND_NOW, "Send post NUMBER, held or failed at DESTINATION.", "Sending", _send_now
)


def _overwrite(publication: Publication) -> None:
    overwrite(publication, connection=current_redis(), now=best_now(current_redis()))


skip_ = _decision("skip", Action.SKIP_PUBLICATION, "Never send post NUMBER, held for DESTINATION.", "Skipped", skip)
overwrite_ = _decision(
    "overwrite",
    Action.OVERWRITE_PUBLICATION,
    "Update post NUMBER that somebody changed at DESTINATION.",
    "Updating",
    _overwrite,
)
keep_theirs_ = _decision(
    "keep-theirs",
    Action.KEEP_THEIRS,
    "Leave post NUMBER as it is at DESTINATION.",
    "Kept the change of",
    keep_theirs,
)
send_again_ = _decision(
    "send-again",
    Action.SEND_AGAIN,
    "Send post NUMBER again that is not at DESTINATION. Look there first.",
    "Sending again",
    _send_again,
)


@click.command("confirm")
@click.argument("number", type=int)
@click.argument("destination")
@click.argument("url")
@click.pass_obj
def confirm(context: Context, number: int, destination: str, url: str) -> None:
    """Record that post NUMBER is at DESTINATION, at URL."""
    with acting(context, Action.CONFIRM_PUBLICATION, f"item {number} at {destination}", inputs={"url": url}):
        publication, now = _publication(number, destination), best_now(current_redis())
        it_is_there(publication, external_id="", url=url, connection=current_redis(), now=now)
    click.echo(f"Recorded where post {number} is at {destination}.")


@click.command("preflight")
@click.argument("number", type=int)
@click.pass_obj
def preflight(context: Context, number: int) -> None:
    """Check what will prevent the publication of post NUMBER."""
    with acting(context, Action.CHECK_ITEM, f"item {number}"):
        item = find_item(number)
        results = check_item(item, settings=context.settings, connection=current_redis(), now=best_now(current_redis()))
        names = {row.destination.id: row.destination.name for row in publications_of(item)}
    for destination_id, problems in results.items():
        for problem in problems:
            click.echo("\t".join((names[destination_id], problem.code, problem.message, problem.fix)))
    if not any(results.values()):
        click.echo("No problems.")


@click.command("text")
@click.argument("number", type=int)
@click.argument("destination")
@click.option("--file", "file", type=click.File(), default=None, help="File of the text to use, - for stdin.")
@click.option("--reset", "resets", is_flag=True, help="Use the template again.")
@click.pass_obj
def text(context: Context, number: int, destination: str, file: TextIO | None, *, resets: bool) -> None:
    """Show or write the text of post NUMBER at DESTINATION."""
    if file is not None or resets:
        written = file.read() if file is not None else ""
        with acting(context, Action.SET_SHORT_TEXT, f"item {number} at {destination}"):
            item, place = _found(number, destination)
            publication = find_publication(item, place.id)
            options: dict[str, Any] = {"settings": context.settings, "connection": current_redis()}
            write_short_text(publication, place, written, **options)
    with context.app.app_context():
        item, place = _found(number, destination)
        short = read_short_text(find_row(item, place.id), settings=context.settings)
    click.echo(short.text)
    click.echo(f"{count_in_words(short.count)}, {'written' if short.is_override else 'from the template'}", err=True)


def _found(number: int, destination: str) -> tuple[Item, Destination]:
    item = find_item(number)
    return item, named_destination(item.project, destination)


def _publication(number: int, destination: str) -> Publication:
    item, place = _found(number, destination)
    return find_publication(item, place.id)
