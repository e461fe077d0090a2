"""The fields of a post that files, exports and pages have in common. A new field of a post is added here."""

from typing import Any

POST_FIELDS = (
    *("title", "summary", "brief", "tags", "authors", "cover", "language", "series", "weight", "layout"),
    *("canonical_url", "modified_at", "is_unlisted", "extra"),
)
"""Fields that a file sets, a page may change, and an export writes. They have one name everywhere."""


def post_fields(post: object) -> dict[str, Any]:
    """Return these fields of a post, a document or an export, with lists as tuples."""
    values = {name: getattr(post, name) for name in POST_FIELDS}
    return {name: _frozen(value) for name, value in values.items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(str(part) for part in value)
    return dict(value) if isinstance(value, dict) else value
