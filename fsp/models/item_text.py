"""Whether a post has a text, as a condition in SQL."""

from sqlalchemy import ColumnElement, func, select

from fsp.models.item import Item, Revision

_BLANKS = " \t\n\r\f\v\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}"


def has_text() -> ColumnElement[bool]:
    """Return the condition that a post has a text with more than white space."""
    return (
        select(Revision.id)
        .where(Revision.id == Item.current_revision_id, func.trim(Revision.body, _BLANKS) != "")
        .exists()
    )
