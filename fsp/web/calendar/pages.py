"""The calendar: posts by day, moving them, slots, and the iCalendar feed."""

from datetime import date, timedelta

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_item, find_project
from fsp.content.publishing_slots import parse_slots
from fsp.content.wording import in_zone
from fsp.core import current_settings
from fsp.errors import InvalidInput, NotFound
from fsp.models.account import Role
from fsp.planning.calendar import read_planned
from fsp.planning.feed_address import feed_address, is_feed_key, replace_feed_address
from fsp.planning.ical import MEDIA_TYPE, write_feed
from fsp.planning.reschedule import (
    Moved,
    fill_after,
    fill_slots,
    move_by_days,
    move_to_day,
    restore_times,
    times_as_text,
    times_of_text,
)
from fsp.planning.slots import replace_slots
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, end_reading
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import open_to_all, requires
from fsp.web.calendar.views import read_calendar
from fsp.web.local_path import local_path
from fsp.web.partials import live_page
from fsp.web.timezone import zone_name
from fsp.web.toasts import Undo, done

calendar = Blueprint("calendar", __name__)

FEED_PAST, FEED_FUTURE = timedelta(days=90), timedelta(days=730)


@calendar.get("/calendar")
@requires(Role.VIEWER)
def index() -> str:
    """Show the posts of one project or all, by day."""
    slug = request.args.get("project", "")
    view = read_calendar(
        utc_now(),
        slug=slug,
        span=request.args.get("view", ""),
        at=request.args.get("at", ""),
        viewer_zone=zone_name(),
    )
    return live_page("calendar/index", view=view, feed=feed_address(current_settings(), slug))


@calendar.post("/calendar/move")
@requires(Role.OPERATOR, action=Action.RESCHEDULE_ITEMS, target="items {items}")
def move() -> BaseResponse:
    """Move the chosen posts: to a day, by some days, into free slots, or into the slots after another post."""
    moves = _moved([int(number) for number in request.form.getlist("items") if number.isdecimal()])
    note(count=len(moves))
    words = _moved_words(moves[0]) if len(moves) == 1 else f"Moved {len(moves)} posts."
    notes = " ".join(dict.fromkeys(move.note for move in moves if move.note))
    undo = Undo(url_for("calendar.restore"), {"times": times_as_text(moves), "back": _back()})
    done(f"{words} {notes}".strip(), undo)
    return redirect(_back(), 303)


@calendar.post("/calendar/restore")
@requires(Role.OPERATOR, action=Action.RESCHEDULE_ITEMS, target="items {times}")
def restore() -> BaseResponse:
    """Take a move back."""
    items = restore_times(times_of_text(forms.text("times")))
    note(count=len(items))
    flash("The earlier times are restored.")
    return redirect(_back(), 303)


@calendar.post("/projects/<slug>/slots")
@requires(Role.OPERATOR, action=Action.EDIT_SLOTS, target="project {slug}")
def save_slots(slug: str) -> BaseResponse:
    """Replace the recurring slots of a project."""
    project = find_project(slug)
    slots = parse_slots(request.form.get("slots", ""))
    replace_slots(project, slots)
    flash("Slots saved." if slots else "The project has no slots now.")
    return redirect(url_for("calendar.index", project=slug), 303)


@calendar.get("/calendar.ics")
@open_to_all
def feed() -> Response:
    """Return the iCalendar feed of one project or all; the key in the address opens it."""
    slug, key = request.args.get("project", ""), request.args.get("key", "")
    if not is_feed_key(current_settings(), slug, key):
        raise NotFound("There is no calendar at this address. Copy it again from the calendar of FSP.")
    project = find_project(slug) if slug else None
    now = utc_now()
    items = read_planned(now - FEED_PAST, now + FEED_FUTURE, project_id=project.id if project else None)
    content = write_feed(project.title if project else "FSP", items, now=now, public_url=current_settings().public_url)
    end_reading()
    return Response(content, content_type=MEDIA_TYPE)


@calendar.post("/calendar/feed")
@requires(Role.OPERATOR, action=Action.REPLACE_FEED_ADDRESS, target="project {project}")
def replace_address() -> BaseResponse:
    """Give the feed of one project or all a new address. The present one opens nothing any more."""
    slug = forms.text("project")
    replace_feed_address(find_project(slug).slug if slug else "")
    flash("The calendar feed has a new address. Calendars with the earlier address get nothing any more.")
    return redirect(url_for("calendar.index", project=slug or None), 303)


def _moved(item_ids: list[int]) -> list[Moved]:
    day, days, after = forms.text("day"), forms.text("days"), forms.whole_number("after")
    if day:
        return move_to_day(item_ids, _date(day))
    if days:
        return move_by_days(item_ids, _signed(days))
    if after:
        return fill_after(item_ids, find_item(after), now=best_now(current_redis()))
    return fill_slots(item_ids, after=best_now(current_redis()))


def _moved_words(move: Moved) -> str:
    zone = find_item(move.item.id).project.timezone or "UTC"
    return f'"{move.item.title}" is scheduled for {in_zone(move.after, zone)} {zone}.'


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'A day must have the form 2026-05-01, got "{text:.40}".') from None


def _signed(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(f'The number of days must be a whole number such as 7 or -1, got "{text:.40}".') from None


def _back() -> str:
    return local_path(forms.text("back")) or url_for("calendar.index")
