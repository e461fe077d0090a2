"""`fsp items`: list, schedule, publish, unpublish, archive, delete and draft posts, and change their addresses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import click

from fsp.audit.action import Action
from fsp.cli import drafts, item_content, item_publications, item_reviews, item_shares, working_copies
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import as_utc, iso
from fsp.content.item_address import change_slug
from fsp.content.lookup import find_item, find_project
from fsp.models.item import Item, ItemState
from fsp.publishing.build_request import change_site
from fsp.publishing.item_list import ItemFilter, read_items
from fsp.publishing.schedule import publish_now, schedule_item, unschedule_item
from fsp.publishing.take_down import (
    archive_item,
    delete_item,
    republish_item,
    restore_item,
    unarchive_item,
    unpublish_item,
)
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis


@click.group()
def items() -> None:
    """Manage posts (items)."""


items.add_command(drafts.draft)
for command in (
    *(item_content.create, item_content.show, item_content.edit, item_content.revisions, item_content.use),
    *(item_reviews.review, item_reviews.approve, item_reviews.request_changes, item_reviews.comment),
    *(item_reviews.waiting, item_reviews.activity, item_reviews.diff),
    *(working_copies.copies, working_copies.show_copy, working_copies.discard),
    *(item_shares.share_, item_shares.shares, item_shares.unshare),
    *(item_publications.publications, item_publications.preflight, item_publications.send_now_),
    *(item_publications.overwrite_, item_publications.keep_theirs_),
    *(item_publications.skip_, item_publications.confirm, item_publications.send_again_, item_publications.text),
):
    items.add_command(command)


@items.command("list")
@click.argument("words", nargs=-1)
@click.option("--project", default=None, metavar="SLUG", help="Only this project.")
@click.option("--state", type=click.Choice([state.value for state in ItemState]), default=None, help="Only this state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.pass_obj
def list_(context: Context, words: tuple[str, ...], *, project: str | None, state: str | None, limit: int) -> None:
    """List posts whose title, slug or tags contain all WORDS."""
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
    """Schedule post NUMBER for the time AT.

    AT is in UTC, such as 2026-05-01T09:30.
    """
    moment = as_utc(at)
    with acting(context, Action.SCHEDULE_ITEM, f"item {number}", inputs={"publish_at": iso(moment)}):
        schedule_item(find_item(number), moment)
    click.echo(f"Scheduled post {number} for {iso(moment)}.")


@items.command("unschedule")
@click.argument("number", type=int)
@click.pass_obj
def unschedule(context: Context, number: int) -> None:
    """Unschedule post NUMBER."""
    with acting(context, Action.UNSCHEDULE_ITEM, f"item {number}"):
        unschedule_item(find_item(number))
    click.echo(f"Unscheduled post {number}.")


@items.command("publish")
@click.argument("number", type=int)
@click.pass_obj
def publish(context: Context, number: int) -> None:
    """Publish post NUMBER now."""
    with acting(context, Action.PUBLISH_ITEM, f"item {number}"):
        publish_now(find_item(number), connection=current_redis(), now=best_now(current_redis()))
    click.echo(f"Publishing post {number}.")


@items.command("unpublish")
@click.argument("number", type=int)
@click.pass_obj
def unpublish(context: Context, number: int) -> None:
    """Unpublish post NUMBER."""
    _change(context, Action.UNPUBLISH_ITEM, number, unpublish_item)
    click.echo(f"Unpublished post {number}. Undo this with: fsp items republish {number}")


@items.command("republish")
@click.argument("number", type=int)
@click.pass_obj
def republish(context: Context, number: int) -> None:
    """Publish the unpublished post NUMBER again, as it was."""
    _change(context, Action.REPUBLISH_ITEM, number, republish_item)
    click.echo(f"Published post {number} again.")


@items.command("archive")
@click.argument("number", type=int)
@click.pass_obj
def archive(context: Context, number: int) -> None:
    """Unpublish post NUMBER and hide it from lists."""
    _change(context, Action.ARCHIVE_ITEM, number, archive_item)
    click.echo(f"Archived post {number}. Undo this with: fsp items unarchive {number}")


@items.command("unarchive")
@click.argument("number", type=int)
@click.pass_obj
def unarchive(context: Context, number: int) -> None:
    """Return post NUMBER from the archive. It is not published again."""
    _change(context, Action.UNARCHIVE_ITEM, number, unarchive_item)
    click.echo(f"Returned post {number} from the archive.")


@items.command("delete")
@click.argument("number", type=int)
@click.pass_obj
def delete(context: Context, number: int) -> None:
    """Delete post NUMBER. It can be restored for 30 days."""
    _change(context, Action.DELETE_ITEM, number, delete_item)
    click.echo(f"Deleted post {number}. Undo this with: fsp items restore {number}")


@items.command("restore")
@click.argument("number", type=int)
@click.pass_obj
def restore(context: Context, number: int) -> None:
    """Restore the deleted post NUMBER."""
    _change(context, Action.RESTORE_ITEM, number, restore_item)
    click.echo(f"Restored post {number}.")


@items.command("slug")
@click.argument("number", type=int)
@click.argument("slug")
@click.pass_obj
def slug_(context: Context, number: int, slug: str) -> None:
    """Change the slug of post NUMBER to SLUG. The old address redirects to it."""
    with acting(context, Action.CHANGE_ADDRESS, f"item {number}", inputs={"slug": slug}):
        item = find_item(number)
        change_slug(item, slug)
    click.echo(f"Changed the slug of post {number} to {item.slug}. The site shows it after the next publication.")


def _change(context: Context, action: Action, number: int, change: Callable[[Item], None]) -> None:
    with acting(context, action, f"item {number}"):
        change_site(current_redis(), find_item(number), change)
