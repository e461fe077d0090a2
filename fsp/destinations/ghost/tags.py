"""The tags of a post for Ghost: existing ones by id, since Ghost compares names with regard to case."""

import re
from collections.abc import Iterable

from fsp.content.slugs import slug_of
from fsp.destinations.ghost.api import GhostApi
from fsp.destinations.post_html import without_control_characters

MAX_NAME_CHARACTERS = 191
MAX_TAGS = 100


def tag_fields(api: GhostApi, names: Iterable[str]) -> list[dict[str, str]]:
    """Return the tags as a post's fields, without duplicates. Ghost creates those that it does not have."""
    tidied = {name.casefold(): name for name in reversed([tidy_name(name) for name in names]) if name}
    tags_by_key = dict(list(reversed(tidied.items()))[:MAX_TAGS])
    ids = _existing(api, list(tags_by_key.values())) if tags_by_key else {}
    return [{"id": ids[key]} if key in ids else {"name": name} for key, name in tags_by_key.items()]


def tidy_name(name: str) -> str:
    """Return the name of a tag as Ghost stores it. One that starts with # would be hidden from readers."""
    return " ".join(without_control_characters(name).split()).lstrip("# ")[:MAX_NAME_CHARACTERS].strip()


def _existing(api: GhostApi, names: list[str]) -> dict[str, str]:
    # Ghost leaves apostrophes out of slugs.
    slugs = {slug_of(written) for name in names for written in (name, name.replace("'", ""))} - {""}
    quoted = [re.sub(r"([\\'\"])", r"\\\1", name) for name in names]
    either = [*(f"slug:'{slug}'" for slug in sorted(slugs)), *(f"name:'{name}'" for name in quoted)]
    query = {"filter": ",".join(either), "limit": MAX_TAGS, "fields": "id,name"}
    rows = api.call("GET", "/tags/", query=query).get("tags") or []
    tags_by_key = {name.casefold() for name in names}
    return {row["name"].casefold(): str(row["id"]) for row in rows if row["name"].casefold() in tags_by_key}
