"""The time zone of the pages: UTC, the browser's or the server's, chosen by a cookie."""

from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request

from fsp.amounts import NOTHING
from fsp.clock import as_utc
from fsp.core import current_settings

CHOICE_COOKIE = "fsp_zone"
BROWSER_COOKIE = "fsp_browser_zone"
"""Set by the page's script to the browser's time zone. Without JavaScript it stays UTC."""


class Choice(StrEnum):
    """The source of the time zone."""

    UTC = "utc"
    BROWSER = "browser"
    QUEUE = "queue"


def install(app: Flask) -> None:
    """Provide time formatting in the chosen zone to templates."""
    app.jinja_env.globals.update(zone_choice=zone_choice, zone_name=zone_name, queue_zone=queue_zone)
    app.jinja_env.filters.update(clock=clock, full_moment=full_moment, local=local)


def zone_choice() -> Choice:
    """Return the chosen source."""
    choice = request.cookies.get(CHOICE_COOKIE, "") if has_request_context() else ""
    return Choice(choice) if choice in set(Choice) else Choice.UTC


def queue_zone() -> str:
    """Return the server's time zone: FSP_ZONE."""
    return current_settings().zone


def zone_name() -> str:
    """Return the name of the chosen time zone."""
    browser = request.cookies.get(BROWSER_COOKIE, "UTC") if has_request_context() else "UTC"
    names = {Choice.UTC: "UTC", Choice.QUEUE: queue_zone(), Choice.BROWSER: browser}
    name = names[zone_choice()]
    return name if _zone(name) is not UTC else "UTC"


def local(value: datetime) -> datetime:
    """Return the same time in the chosen zone."""
    if "zone" not in g:
        g.zone = _zone(zone_name())
    return as_utc(value).astimezone(g.zone)


def clock(value: datetime | None, now: datetime) -> str:
    """Format a timestamp as briefly as is clear at `now`: 14:02:31 today, 24 Nov 14:02, 24 Nov 2025."""
    if value is None:
        return NOTHING
    moment, today = local(value), local(now)
    if moment.date() == today.date():
        return f"{moment:%H:%M:%S}"
    return f"{moment:%-d %b %H:%M}" if moment.year == today.year else f"{moment:%-d %b %Y}"


def full_moment(value: datetime | None) -> str:
    """Format a timestamp to the second with its zone."""
    return f"{local(value):%Y-%m-%d %H:%M:%S} {zone_name()}" if value else NOTHING


def _zone(name: str) -> tzinfo:
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # The content of a cookie is untrusted.
        return UTC
