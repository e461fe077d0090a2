"""What a person decides about a destination of any platform: its name, lateness, older posts, rate and short text."""

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from fsp.destinations.contract import Platform
from fsp.destinations.fields import InvalidFields
from fsp.destinations.short_text import fault_of_template
from fsp.models.destination import AfterEdit, AfterLate, Destination
from fsp.storable import check_text

MAX_NAME_CHARACTERS = 100
MAX_TEMPLATE_CHARACTERS = 5_000
MAX_LATENESS_SECONDS = 366 * 24 * 3600
MAX_WINDOW_SECONDS = 31 * 24 * 3600
MAX_RATE_UNITS = 100_000
MIN_ALERT_SECONDS, MAX_ALERT_SECONDS = 60, 7 * 24 * 3600

_NOT_IN_HANDLES = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class DestinationOptions:
    """The options. None means: any lateness, no alert about late posts, and the platform's published rate."""

    name: str = ""
    max_lateness_seconds: int | None = 3600
    after_late: str = AfterLate.HOLD
    after_edit: str = AfterEdit.ASK
    sends_older_posts: bool = False
    alert_after_seconds: int | None = 300
    rate_units: int | None = None
    rate_window_seconds: int | None = None
    text_template: str = ""


def default_options(platform: type[Platform], name: str = "") -> DestinationOptions:
    """Return the options of a new destination: a local one takes every post, however late."""
    options = DestinationOptions(name=name or platform.title)
    if not platform.abilities.is_local:
        return options
    return replace(options, max_lateness_seconds=None, after_late=AfterLate.SEND, sends_older_posts=True)


def options_of(destination: Destination) -> DestinationOptions:
    """Return the current options of a destination."""
    return DestinationOptions(**{field.name: getattr(destination, field.name) for field in fields(DestinationOptions)})


def set_options(destination: Destination, options: DestinationOptions) -> None:
    """Write checked options into a destination."""
    for field in fields(DestinationOptions):
        setattr(destination, field.name, getattr(options, field.name))


def checked_options(options: DestinationOptions) -> DestinationOptions:
    """Return usable options; raise InvalidFields."""
    name = " ".join(options.name.split())
    faults = {
        "name": _fault_of_name(name),
        "after_late": "" if options.after_late in set(AfterLate) else f"must be {' or '.join(AfterLate)}",
        "after_edit": "" if options.after_edit in set(AfterEdit) else f"must be {' or '.join(AfterEdit)}",
        "max_lateness_seconds": _fault_of_number(options.max_lateness_seconds, 0, MAX_LATENESS_SECONDS),
        "alert_after_seconds": _fault_of_number(options.alert_after_seconds, MIN_ALERT_SECONDS, MAX_ALERT_SECONDS),
        "rate_units": _fault_of_number(options.rate_units, 1, MAX_RATE_UNITS),
        "rate_window_seconds": _fault_of_number(options.rate_window_seconds, 1, MAX_WINDOW_SECONDS),
        "text_template": _fault_of_length(options.text_template, MAX_TEMPLATE_CHARACTERS)
        or fault_of_template(options.text_template),
    }
    if (options.rate_units is None) != (options.rate_window_seconds is None):
        missing = "rate_units" if options.rate_units is None else "rate_window_seconds"
        faults[missing] = "is needed together with the other number of the rate"
    faults = {field: fault for field, fault in faults.items() if fault}
    if faults:
        raise InvalidFields(faults)
    return replace(options, name=name, text_template=options.text_template.replace("\r\n", "\n"))


def handle_of(name: str) -> str:
    """Return the part of a variable that names a destination: two names with the same one would share variables."""
    return _NOT_IN_HANDLES.sub("_", name.upper()).strip("_")


def _fault_of_name(name: str) -> str:
    check_text(name, "name")
    if not name or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
        return f"must have 1–{MAX_NAME_CHARACTERS} characters in one line"
    return "" if handle_of(name) else "must contain a letter from A to Z or a digit"


def _fault_of_number(value: Any, minimum: int, maximum: int) -> str:
    if value is None or (type(value) is int and minimum <= value <= maximum):
        return ""
    return f"must be a whole number from {minimum} to {maximum}"


def _fault_of_length(text: str, maximum: int) -> str:
    check_text(text, "text_template")
    return f"must have at most {maximum} characters, got {len(text)}" if len(text) > maximum else ""
