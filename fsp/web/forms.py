"""Reads form fields, with errors that name the field."""

from datetime import datetime

from flask import request

from fsp.clock import moment_of
from fsp.content.project_settings import ProjectText
from fsp.errors import InvalidInput
from fsp.local_time import LocalTime, resolve, zone_of


def project_text() -> ProjectText:
    """Return the fields of the project form, without its navigation, which `links_of_text` reads."""
    return ProjectText(
        title=_field("title"),
        description=_field("description"),
        author=_field("author"),
        language=_field("language"),
        timezone=_field("timezone"),
        has_unicode_slugs=is_checked("has_unicode_slugs"),
        fetches_remote_images=is_checked("fetches_remote_images"),
        accent=text("accent"),
        logo=_field("logo"),
        footer=_field("footer"),
    )


def is_checked(name: str) -> bool:
    """Return whether a box is checked. Browsers omit unchecked ones."""
    return request.form.get(name) == "yes"


def text(name: str) -> str:
    """Return one line of text; empty if it is missing."""
    return " ".join(_field(name).split())


MAX_DIGITS = 12


def whole_number(name: str) -> int | None:
    """Return a number from a hidden field, or None for an empty one."""
    text = _field(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > MAX_DIGITS:
        raise InvalidInput(f'The field {name} must be a whole number, got "{text:.40}"; reload the page.')
    return int(text)


def moment(name: str) -> datetime:
    """Return a timestamp from a browser, in UTC."""
    value = moment_of(_field(name), name)
    if value is None:
        raise InvalidInput(f"The field {name} must be a date and time such as 2026-05-01T09:30, but is empty.")
    return value


def local_time(name: str, zone: str) -> LocalTime:
    """Return a time from a browser, in the named zone unless it has one of its own."""
    text = _field(name)
    try:
        local = datetime.fromisoformat(text) if text else None
    except ValueError:
        local = None
    if local is not None and local.tzinfo is None:
        return resolve(local.date(), local.time(), zone_of(zone))
    return LocalTime(moment(name))


def moment_in_address(name: str) -> datetime | None:
    """Return a timestamp from the URL, in UTC unless it has a zone; None if it is missing."""
    return moment_of(request.args.get(name, ""), name)


def _field(name: str) -> str:
    # Browsers send CR LF as line endings. Texts are stored with LF.
    return request.form.get(name, "").replace("\r\n", "\n").strip(" ")
