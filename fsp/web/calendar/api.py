"""`/api/calendar`: planned posts, moving them, and the recurring slots of a project."""

from itertools import islice

from flask import Response

from fsp.audit.action import Action
from fsp.content.lookup import find_item, find_project
from fsp.content.publishing_slots import parse_slots
from fsp.core import current_settings
from fsp.local_time import zone_of
from fsp.models.account import Role
from fsp.models.project import Project
from fsp.planning.calendar import read_planned
from fsp.planning.feed_address import feed_address, replace_feed_address
from fsp.planning.free_slots import free_slots
from fsp.planning.reschedule import Moved, fill_after, fill_slots, move_by_days, move_to_day
from fsp.planning.slots import read_slots, replace_slots, taken_moments
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, end_reading
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.calendar.schemas import (
    CalendarQuery,
    FeedBody,
    FeedQuery,
    FeedShape,
    MovesBody,
    MoveShape,
    MovesShape,
    PlannedListShape,
    PlannedShape,
    SlotsBody,
    SlotsShape,
)
from fsp.web.openapi import answer, api_blueprint
from fsp.web.projects.schemas import ProjectPath
from fsp.web.schema import Problem

calendar_api = api_blueprint("api_calendar")

FREE_SHOWN = 10


@calendar_api.get("/api/calendar", responses={200: PlannedListShape}, summary="List planned and published posts")
@requires(Role.VIEWER)
def index(query: CalendarQuery) -> Response:
    """List the posts of a time span, at most 2,000."""
    project = find_project(query.project) if query.project else None
    items = read_planned(query.since, query.until, project_id=project.id if project else None)
    shapes = PlannedShape.list_of(items)
    end_reading()
    return answer(PlannedListShape(timestamp=best_now(current_redis()), items=shapes))


@calendar_api.post("/api/calendar/moves", responses={200: MovesShape, 409: Problem}, summary="Move posts")
@requires(Role.OPERATOR, action=Action.RESCHEDULE_ITEMS, target="items {items}")
def move(body: MovesBody) -> Response:
    """Move posts to a day, by some days, or into free slots. A move that is refused changes nothing."""
    moves = _moved(body)
    note(count=len(moves))
    return answer(MovesShape(moves=MoveShape.list_of(moves)))


@calendar_api.get("/api/projects/<slug>/slots", responses={200: SlotsShape}, summary="Read the slots of a project")
@requires(Role.VIEWER)
def slots(path: ProjectPath) -> Response:
    """Return the recurring slots and the next free ones."""
    return _slots(find_project(path.slug))


@calendar_api.put("/api/projects/<slug>/slots", responses={200: SlotsShape}, summary="Replace the slots of a project")
@requires(Role.OPERATOR, action=Action.EDIT_SLOTS, target="project {slug}")
def save_slots(path: ProjectPath, body: SlotsBody) -> Response:
    """Replace the recurring slots."""
    project = find_project(path.slug)
    replace_slots(project, parse_slots(",".join(body.slots)))
    return _slots(project)


@calendar_api.get("/api/calendar/feed", responses={200: FeedShape}, summary="Read the address of a calendar feed")
@requires(Role.OPERATOR)
def feed(query: FeedQuery) -> Response:
    """Return the address of the iCalendar feed of one project or all. It opens the feed without an account."""
    return _feed(query.project)


@calendar_api.post("/api/calendar/feed", responses={200: FeedShape}, summary="Replace the address of a calendar feed")
@requires(Role.OPERATOR, action=Action.REPLACE_FEED_ADDRESS, target="project {project}")
def replace_address(body: FeedBody) -> Response:
    """Give the feed a new address, and return it. The earlier one opens nothing any more."""
    replace_feed_address(find_project(body.project).slug if body.project else "")
    return _feed(body.project)


def _feed(slug: str) -> Response:
    address = feed_address(current_settings(), find_project(slug).slug if slug else "")
    end_reading()
    return answer(FeedShape(address=address))


def _moved(body: MovesBody) -> list[Moved]:
    now = best_now(current_redis())
    if body.day is not None:
        return move_to_day(body.items, body.day)
    if body.days is not None:
        return move_by_days(body.items, body.days)
    if body.after is not None:
        return fill_after(body.items, find_item(body.after), now=now)
    return fill_slots(body.items, after=now)


def _slots(project: Project) -> Response:
    slots_of_week = read_slots(project)
    zone = zone_of(project.timezone)
    free = free_slots(slots_of_week, taken_moments(project), after=best_now(current_redis()), zone=zone)
    shape = SlotsShape(
        slots=[str(slot) for slot in slots_of_week],
        timezone=project.timezone or "UTC",
        next_free=[local.moment for local in islice(free, FREE_SHOWN)],
    )
    end_reading()
    return answer(shape)
