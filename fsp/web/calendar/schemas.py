"""Schemas of the calendar in the API."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from fsp.content.publishing_slots import parse_slots
from fsp.planning.reschedule import MAX_DAYS, MAX_ITEMS
from fsp.shape import From, Shape
from fsp.web.schema import Moment, RowId

MAX_SLOT_CHARACTERS = 20


def _slot(text: str) -> str:
    (slot,) = parse_slots(text) or parse_slots("?")
    return str(slot)


class CalendarQuery(Shape):
    """The span, and the project."""

    project: str = Field("", max_length=100, description="The slug of a project; empty for all")
    since: Moment = Field(alias="from")
    until: Moment = Field(alias="to")


class PublicationStateShape(Shape):
    """The state of a post on one platform."""

    platform: str
    state: str


class PlannedShape(Shape):
    """One post in the calendar."""

    id: Annotated[int, From("item.id")]
    title: Annotated[str, From("item.title")]
    state: Annotated[str, From("item.state")]
    project: Annotated[str, From("project.slug")]
    at: datetime
    series: Annotated[str, From("item.series")]
    publications: list[PublicationStateShape]


class PlannedListShape(Shape):
    """Posts in the order of their times."""

    timestamp: datetime
    items: list[PlannedShape]


class MovesBody(Shape):
    """Posts, and where to move them: to a day, by some days, or into free slots, by default from now on."""

    model_config = ConfigDict(extra="forbid")

    items: list[RowId] = Field(min_length=1, max_length=MAX_ITEMS)
    day: date | None = Field(None, description="Move to this day, each post at its own time of day")
    days: int | None = Field(None, ge=-MAX_DAYS, le=MAX_DAYS, description="Move by this number of days")
    after: RowId | None = Field(None, description="Fill the free slots after this post")


class MoveShape(Shape):
    """One moved post."""

    id: Annotated[int, From("item.id")]
    before: datetime | None = Field(description="Its earlier time; null if it was not scheduled")
    after: datetime
    note: str = Field(description="How the time was chosen where the local time does not exist, or exists twice")


class MovesShape(Shape):
    """The moved posts."""

    moves: list[MoveShape]


class SlotsBody(Shape):
    """Recurring slots, in the time zone of the project."""

    model_config = ConfigDict(extra="forbid")

    slots: list[Annotated[str, Field(max_length=MAX_SLOT_CHARACTERS), AfterValidator(_slot)]] = Field(
        description='Each a weekday and a time, such as "Mon 09:00"'
    )


class SlotsShape(Shape):
    """Recurring slots, and the next free ones."""

    slots: list[str]
    timezone: str
    next_free: list[datetime]


class FeedQuery(Shape):
    """The feed."""

    project: str = Field("", max_length=100, description="The slug of a project; empty for all")


class FeedBody(Shape):
    """The feed whose address is replaced."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field("", max_length=100, description="The slug of a project; empty for all")


class FeedShape(Shape):
    """The address of an iCalendar feed."""

    address: str
