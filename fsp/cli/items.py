"""`fsp items`: list items; schedule, publish, unpublish, delete and restore one; change its address; draft it."""

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import as_utc, iso
from fsp.content.item_address import change_slug
from fsp.content.lookup import find_item, find_project
from fsp.extensions import current_redis
from fsp.models.item import Item, ItemState
from fsp.publishing.build_request import change_site
from fsp.publishing.item_list import ItemFilter, read_items
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.take_down import delete_item, republish_item, restore_item, unpublish_item
from fsp.queueing.request import request_job
from fsp.redis_ops.shared_clock import best_now


@click.group()
def items() -> None:
    """List, schedule, publish and draft items."""


@items.command("list")
@click.argument("words", nargs=-1)
@click.option("--project", default=None, metavar="SLUG", help="Of this project only.")
@click.option(
    "--state", type=click.Choice([state.value for state in ItemState]), default=None, help="In this state only."
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.pass_obj
def list_(context: Context, words: tuple[str, ...], *, project: str | None, state: str | None, limit: int) -> None:
    """List items whose title, slug or tags contain all WORDS: number, state, time in UTC, project, slug, title."""
    rows: list[Item] = []
    with context.app.app_context():
        project_id = find_project(project).id if project else None
        page = ItemFilter(state=state or "", text=" ".join(words))
        while True:
            listing = read_items(project_id, page)
            rows += listing.items
            if listing.next_after is None or len(rows) >= limit:
                break
            page = replace(page, after=listing.next_after)
        for item in rows[:limit]:
            at = f"{item.publish_at:%Y-%m-%d %H:%M}" if item.publish_at else "no time"
            click.echo("\t".join((str(item.id), item.state, at, item.project.slug, item.slug, item.title)))
    if len(rows) > limit or listing.next_after is not None:
        click.echo(f"Showing the first {limit} of {listing.total}. Use --limit to see more.", err=True)


@items.command("schedule")
@click.argument("number", type=int)
@click.argument("at", type=click.DateTime(["%Y-%m-%dT%H:%M"]))
@click.pass_obj
def schedule(context: Context, number: int, at: datetime) -> None:
    """Publish item NUMBER at the moment AT, such as 2026-05-01T09:30, in UTC."""
    moment = as_utc(at)
    with acting(context, Action.SCHEDULE_ITEM, f"item {number}", given={"publish_at": iso(moment)}):
        schedule_item(find_item(number), moment)
    click.echo(f"Item {number} is scheduled for {iso(moment)}.")


@items.command("unschedule")
@click.argument("number", type=int)
@click.pass_obj
def unschedule(context: Context, number: int) -> None:
    """Take item NUMBER off the schedule."""
    with acting(context, Action.UNSCHEDULE_ITEM, f"item {number}"):
        unschedule_item(find_item(number))
    click.echo(f"Item {number} is off the schedule.")


@items.command("publish")
@click.argument("number", type=int)
@click.pass_obj
def publish(context: Context, number: int) -> None:
    """Publish item NUMBER at once."""
    with acting(context, Action.PUBLISH_ITEM, f"item {number}"):
        publish_now(find_item(number), connection=current_redis(), now=best_now(current_redis()))
    click.echo(f"Item {number} is being published.")


@items.command("unpublish")
@click.argument("number", type=int)
@click.pass_obj
def unpublish(context: Context, number: int) -> None:
    """Take item NUMBER off its platforms; it becomes a draft."""
    _change(context, Action.UNPUBLISH_ITEM, number, unpublish_item)
    click.echo(f"Item {number} is unpublished. Undo this with: fsp items republish {number}")


@items.command("republish")
@click.argument("number", type=int)
@click.pass_obj
def republish(context: Context, number: int) -> None:
    """Put item NUMBER, which was unpublished, out again as it was."""
    _change(context, Action.REPUBLISH_ITEM, number, republish_item)
    click.echo(f"Item {number} is published again.")


@items.command("delete")
@click.argument("number", type=int)
@click.pass_obj
def delete(context: Context, number: int) -> None:
    """Delete item NUMBER; it can be restored for 30 days."""
    _change(context, Action.DELETE_ITEM, number, delete_item)
    click.echo(f"Item {number} is deleted. Undo this with: fsp items restore {number}")


@items.command("restore")
@click.argument("number", type=int)
@click.pass_obj
def restore(context: Context, number: int) -> None:
    """Take the deletion of item NUMBER back."""
    _change(context, Action.RESTORE_ITEM, number, restore_item)
    click.echo(f"Item {number} is restored.")


@items.command("slug")
@click.argument("number", type=int)
@click.argument("slug")
@click.pass_obj
def slug_(context: Context, number: int, slug: str) -> None:
    """Give item NUMBER the address SLUG; the old one leads to it."""
    with acting(context, Action.CHANGE_ADDRESS, f"item {number}", given={"slug": slug}):
        item = find_item(number)
        change_slug(item, slug)
    click.echo(f"Item {number} has the address {item.slug}. Its site shows it when it is published next.")


def _change(context: Context, action: Action, number: int, change: Callable[[Item], None]) -> None:
    with acting(context, action, f"item {number}"):
        change_site(current_redis(), find_item(number), change)


@items.command("draft")
@click.argument("number", type=int)
@click.pass_obj
def draft(context: Context, number: int) -> None:
    """Ask for a draft from the brief of item NUMBER."""
    with acting(context, Action.GENERATE_DRAFT, f"item {number}") as trail:
        item = find_item(number)
        who, about = getpass.getuser(), {"item_id": item.id}
        job = request_job("content-generation", about, requested_by=who, project_id=item.project_id)
        trail.after["job_id"] = job.job_id
    click.echo(f"A draft is being written by {job.job_id}.")
