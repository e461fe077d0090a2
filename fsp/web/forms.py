"""Reading forms: each field once, each fault named."""

from datetime import datetime

from flask import request

from fsp.clock import moment_of
from fsp.content.editing import ItemText, ProjectText
from fsp.content.item_details import ItemDetails
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


def item_details() -> ItemDetails | None:
    """Return the details in the item form, or None for a form without them."""
    if request.form.get("has_details") != "yes":
        return None
    return ItemDetails(
        authors=text("authors"),
        cover=text("cover"),
        language=text("language"),
        series=text("series"),
        canonical_url=text("canonical_url"),
        is_unlisted=is_checked("is_unlisted"),
    )


def project_text() -> ProjectText:
    """Return the project form."""
    return ProjectText(
        title=_field("title"),
        description=_field("description"),
        author=_field("author"),
        language=_field("language"),
        timezone=_field("timezone"),
        has_unicode_slugs=is_checked("has_unicode_slugs"),
        fetches_remote_images=is_checked("fetches_remote_images"),
    )


def is_checked(name: str) -> bool:
    """Return whether a box is checked: browsers leave out one that is not."""
    return request.form.get(name) == "yes"


def text(name: str) -> str:
    """Return one line of text, empty if it was left out."""
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
    """Return a moment as browsers send it, read as UTC."""
    value = moment_of(_field(name), name)
    if value is None:
        raise InvalidInput(f"The field {name} must be a date and time such as 2026-05-01T09:30, but is empty.")
    return value


def moment_in_address(name: str) -> datetime | None:
    """Return a moment from the address, in UTC unless it says otherwise; None if it is left out."""
    return moment_of(request.args.get(name, ""), name)


def _field(name: str) -> str:
    # Browsers send line ends as CR LF; texts are kept with LF.
    return request.form.get(name, "").replace("\r\n", "\n").strip(" ")
