"""Reading forms: each field once, each fault named."""

from datetime import UTC, datetime

from flask import request

from fsp.clock import as_utc
from fsp.content.editing import ItemText, ProjectText
from fsp.errors import InvalidInput


def item_text() -> ItemText:
    """Return the item form."""
    return ItemText(
        title=_field("title"),
        summary=_field("summary"),
        brief=_field("brief"),
        tags=_field("tags"),
        body=_field("body"),
    )


def project_text() -> ProjectText:
    """Return the project form."""
    return ProjectText(
        title=_field("title"),
        description=_field("description"),
        author=_field("author"),
        language=_field("language"),
    )


def text(name: str) -> str:
    """Return one line of text, empty if it was left out."""
    return " ".join(_field(name).split())


def whole_number(name: str) -> int | None:
    """Return a number from a hidden field, or None for an empty one."""
    given = _field(name)
    if not given:
        return None
    if not given.isdecimal():
        raise InvalidInput(f'The field {name} must be a whole number, got "{given:.40}"; reload the page.')
    return int(given)


def moment(name: str) -> datetime:
    """Return a moment as browsers send it, read as UTC."""
    given = _field(name)
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    except ValueError:
        raise InvalidInput(f'A date and time such as 2026-05-01T09:30 is needed, got "{given:.40}".') from None


def moment_in_address(name: str) -> datetime | None:
    """Return a moment from the address, in UTC unless it says otherwise; None if it is left out."""
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return as_utc(datetime.fromisoformat(given))
    except ValueError:
        raise InvalidInput(f'A time such as 2026-05-01T09:30 is needed, got "{given:.40}".') from None


def _field(name: str) -> str:
    # Browsers send line ends as CR LF; texts are kept with LF.
    return request.form.get(name, "").replace("\r\n", "\n").strip(" ")
