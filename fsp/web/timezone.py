"""The zone in which pages write times: UTC, the browser's or the one the operation keeps, as a cookie says."""

from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request

from fsp.amounts import NOTHING
from fsp.clock import as_utc
from fsp.core import current_settings

CHOICE_COOKIE = "fsp_zone"
BROWSER_COOKIE = "fsp_browser_zone"
"""Set by the page's script to the zone the browser knows itself to be in; without a script it stays UTC."""


class Choice(StrEnum):
    """Whose zone."""

    UTC = "utc"
    BROWSER = "browser"
    QUEUE = "queue"


def install(app: Flask) -> None:
    """Let templates write times in the chosen zone."""
    app.jinja_env.globals.update(zone_choice=zone_choice, zone_name=zone_name, queue_zone=queue_zone)
    app.jinja_env.filters.update(clock=clock, full_moment=full_moment, local=local)


def zone_choice() -> Choice:
    """Return whose zone was chosen."""
    choice = request.cookies.get(CHOICE_COOKIE, "") if has_request_context() else ""
    return Choice(choice) if choice in set(Choice) else Choice.UTC


def queue_zone() -> str:
    """Return the zone of the operation: FSP_ZONE."""
    return current_settings().zone


def zone_name() -> str:
    """Return the name of the zone times are written in."""
    browser = request.cookies.get(BROWSER_COOKIE, "UTC") if has_request_context() else "UTC"
    names = {Choice.UTC: "UTC", Choice.QUEUE: queue_zone(), Choice.BROWSER: browser}
    name = names[zone_choice()]
    return name if _zone(name) is not UTC else "UTC"


def local(value: datetime) -> datetime:
    """Return the same moment in the chosen zone."""
    if "zone" not in g:
        g.zone = _zone(zone_name())
    return as_utc(value).astimezone(g.zone)


def clock(value: datetime | None, now: datetime) -> str:
    """Write a moment as short as it is clear beside `now`: 14:02:31 today, 24 Nov 14:02, 24 Nov 2025."""
    if value is None:
        return NOTHING
    moment, today = local(value), local(now)
    if moment.date() == today.date():
        return f"{moment:%H:%M:%S}"
    return f"{moment:%-d %b %H:%M}" if moment.year == today.year else f"{moment:%-d %b %Y}"


def full_moment(value: datetime | None) -> str:
    """Write a moment to the second, its zone named."""
    return f"{local(value):%Y-%m-%d %H:%M:%S} {zone_name()}" if value else NOTHING


def _zone(name: str) -> tzinfo:
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # What a cookie says is anybody's word.
        return UTC
