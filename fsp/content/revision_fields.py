"""The fields of a post that its revisions keep beside the text."""

from typing import Any

from fsp.models.item import Item

FIELDS = {
    "title": "Title",
    "summary": "Summary",
    "tags": "Tags",
    "authors": "Authors",
    "cover": "Cover",
    "language": "Language",
    "series": "Series",
    "canonical_url": "Canonical URL",
    "is_unlisted": "Unlisted",
    "layout": "Layout",
}
"""The fields and their labels, in the order of the form."""


def fields_of(item: Item) -> dict[str, Any]:
    """Return the current values of a post's fields, as a revision keeps them."""
    values = {name: getattr(item, name) for name in FIELDS}
    return {name: list(value) if isinstance(value, list) else value for name, value in values.items()}


def restore_fields(item: Item, fields: dict[str, Any]) -> None:
    """Give a post the values that a revision kept. Fields that it does not have stay."""
    for name in FIELDS.keys() & fields.keys():
        value = fields[name]
        setattr(item, name, list(value) if isinstance(value, list) else value)


def shown_value(value: Any) -> str:
    """Return the value of a field as text, for a comparison."""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value or "")
