"""Labels: the tags and declared arguments by which a job can be found. No side effects."""

import json
from collections.abc import Iterable
from typing import Any

from fsp.errors import InvalidInput
from fsp.storable import MAX_NAME_BYTES, check_text

TAG, PARENT, ARGUMENT = "tag", "parent", "args."
MAX_VALUE_CHARACTERS = 100
MAX_TAGS = 20


def checked_tags(tags: Iterable[str]) -> list[str]:
    """Return the tags without duplicates; raise InvalidInput for one that is empty or too long, or for too many."""
    unique = list(dict.fromkeys(check_text(tag, "tags").strip() for tag in tags))
    if len(unique) > MAX_TAGS:
        raise InvalidInput(f"A job may have {MAX_TAGS} tags, got {len(unique)}.")
    for tag in unique:
        check_text(tag, "tags", max_bytes=MAX_NAME_BYTES)
        if not tag or not tag.isprintable():
            raise InvalidInput(f'tags must be 1 to {MAX_NAME_BYTES} bytes of printable text each, got "{tag:.120}".')
    return unique


def labels_of(
    arguments: dict[str, Any], *, indexed: tuple[str, ...], tags: Iterable[str] = (), parent: str = ""
) -> list[str]:
    """Return a job's labels as `name:value`: `tag:…` for each tag, `args.<name>:…` for each declared argument."""
    values = ((name, arguments.get(name)) for name in indexed)
    labels = [f"{ARGUMENT}{name}:{as_value(value)}" for name, value in values if value is not None]
    labels += [f"{TAG}:{tag}" for tag in tags]
    return [*labels, f"{PARENT}:{parent}"] if parent else labels


def as_value(value: Any) -> str:
    """Format an argument as it is searched for: strings unchanged, everything else as JSON, cut at 100 characters."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text[:MAX_VALUE_CHARACTERS]


def split(label: str) -> tuple[str, str]:
    """Return the name and the value of a label."""
    name, _, value = label.partition(":")
    return name, value
