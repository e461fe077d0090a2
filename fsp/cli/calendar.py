"""`fsp calendar`: planned posts, moving them, and the recurring slots of a project."""

from datetime import UTC, date, datetime, timedelta

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso
from fsp.content.lookup import find_item, find_project
from fsp.content.publishing_slots import parse_slots
from fsp.core import current_settings
from fsp.local_time import zone_of
from fsp.planning.calendar import read_planned
from fsp.planning.feed_address import feed_address, replace_feed_address
from fsp.planning.reschedule import MAX_DAYS, Moved, fill_after, fill_slots, move_by_days, move_to_day
from fsp.planning.slots import read_slots, replace_slots
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis

LISTED_DAYS = 42


@click.group()
def calendar() -> None:
    """Plan posts: list, move, and recurring slots."""


@calendar.command("list")
@click.option("--project", default=None, metavar="SLUG", help="Only this project.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day. Default: today.")
@click.option("--days", default=LISTED_DAYS, show_default=True, type=click.IntRange(1, MAX_DAYS))
@click.pass_obj
def list_(context: Context, project: str | None, since: datetime | None, days: int) -> None:
    """List posts by time, in the time zone of their projects."""
    with context.app.app_context():
        first = since.replace(tzinfo=UTC) if since else best_now(current_redis())
        project_id = find_project(project).id if project else None
        for planned in read_planned(first, first + timedelta(days=days), project_id=project_id):
            local = planned.at.astimezone(zone_of(planned.project.timezone))
            columns = (f"{local:%Y-%m-%d %H:%M}", planned.item.state, planned.project.slug, planned.item.title)
            click.echo("\t".join((str(planned.item.id), *columns)))


@calendar.command("move")
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="To this day, at its own time of day.")
@click.option("--days", type=click.IntRange(-MAX_DAYS, MAX_DAYS), default=None, help="By this number of days.")
@click.option("--next-slot", is_flag=True, help="Into the next free slots of the project.")
@click.option("--after", type=int, default=None, metavar="NUMBER", help="Into the free slots after this post.")
@click.pass_obj
def move(
    context: Context,
    numbers: tuple[int, ...],
    day: datetime | None,
    days: int | None,
    next_slot: bool,
    after: int | None,
) -> None:
    """Move the posts NUMBERS. A move that is refused changes nothing."""
    if [day is not None, days is not None, next_slot, after is not None].count(True) != 1:
        raise click.UsageError("Give one of --day, --days, --next-slot and --after.")
    with acting(context, Action.RESCHEDULE_ITEMS, f"items {' '.join(map(str, numbers))}") as trail:
        moves = _moved(numbers, day=day.date() if day else None, days=days, after=after)
        trail.count = len(moves)
    for moved in moves:
        click.echo(f"Post {moved.item.id}: {iso(moved.before) if moved.before else 'unscheduled'} → {iso(moved.after)}")
        if moved.note:
            click.echo(moved.note)


@calendar.command("slots")
@click.argument("project")
@click.option("--set", "text", default=None, metavar="TEXT", help='Such as "Mon 09:00, Thu 18:30"; "" removes all.')
@click.pass_obj
def slots(context: Context, project: str, text: str | None) -> None:
    """Show or replace the recurring slots of PROJECT."""
    if text is not None:
        with acting(context, Action.EDIT_SLOTS, f"project {project}", inputs={"slots": text}):
            replace_slots(find_project(project), parse_slots(text))
    with context.app.app_context():
        click.echo(", ".join(map(str, read_slots(find_project(project)))) or "No slots.")


@calendar.command("feed")
@click.option("--project", default="", metavar="SLUG", help="Only this project.")
@click.option("--replace", is_flag=True, help="Make a new address. The earlier one opens nothing any more.")
@click.pass_obj
def feed(context: Context, project: str, replace: bool) -> None:
    """Print the address of the iCalendar feed. Anyone who has it can read the titles and times of the posts."""
    if replace:
        with acting(context, Action.REPLACE_FEED_ADDRESS, f"project {project}".strip()):
            replace_feed_address(find_project(project).slug if project else "")
    with context.app.app_context():
        click.echo(feed_address(current_settings(), find_project(project).slug if project else ""))


def _moved(numbers: tuple[int, ...], *, day: date | None, days: int | None, after: int | None) -> list[Moved]:
    now = best_now(current_redis())
    if day is not None:
        return move_to_day(numbers, day)
    if days is not None:
        return move_by_days(numbers, days)
    if after is not None:
        return fill_after(numbers, find_item(after), now=now)
    return fill_slots(numbers, after=now)
