"""The planned posts as an iCalendar feed. Source: RFC 5545."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from fsp.planning.calendar import PlannedItem

MEDIA_TYPE = "text/calendar; charset=utf-8"
SHOWN_FOR = timedelta(minutes=15)
"""How long a post is shown in calendars, which do not show moments."""

REFRESH = timedelta(hours=1)


def write_feed(title: str, items: Sequence[PlannedItem], *, now: datetime, public_url: str) -> bytes:
    """Return the feed. The id of an event is that of its post, so that a moved post moves in calendars too."""
    calendar = Calendar()
    calendar.add("prodid", "-//FSP//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    host = public_url.split("://", 1)[-1].split("/", 1)[0]
    for planned in items:
        event = Event()
        event.add("uid", f"item-{planned.item.id}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", planned.at)
        event.add("dtend", planned.at + SHOWN_FOR)
        event.add("summary", planned.item.title)
        event.add("description", f"{planned.item.state} · {planned.project.title}")
        event.add("url", f"{public_url}/items/{planned.item.id}")
        event.add("last-modified", planned.item.updated_at)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
