"""What only an export of FSP contains: renamed paths, and the list of its images."""

import json
from dataclasses import replace
from typing import Any

from fsp.content.text_files import is_markdown
from fsp.errors import InvalidInput
from fsp.importing.source import Source

DESCRIPTION = "project.json"
FORMAT_VERSION = 2
MAX_PATH_CHARACTERS = 500


def with_original_names(source: Source) -> Source:
    """Return the source with the original names of renamed files, so that texts find their images."""
    renamed = _description(source).get("renamed")
    if not isinstance(renamed, dict):
        return source
    entries, texts = dict(source.entries), set(source.converted)
    for name, path in renamed.items():
        if name in source.entries and _is_path(path) and path not in source.entries:
            entries[path] = entries.pop(name)
            # A post that was imported from another format is exported as Markdown.
            texts |= {path} if is_markdown(name) else set()
    return replace(source, entries=entries, converted=frozenset(texts))


def is_exported(source: Source) -> bool:
    """Return whether FSP exported this source."""
    return bool(_description(source))


def exported_images(source: Source) -> list[str]:
    """Return the paths of all images of an exported project, including those that only a revision shows."""
    description = _description(source)
    images, renamed = description.get("images"), description.get("renamed")
    if not isinstance(images, list) or not isinstance(renamed, dict):
        return []
    names = [str(image.get("file")) for image in images if isinstance(image, dict)]
    paths = [str(renamed.get(name, name)) for name in names]
    return sorted(path for path in set(paths) if path in source)


def _description(source: Source) -> dict[str, Any]:
    try:
        description = json.loads(source.read(DESCRIPTION)) if DESCRIPTION in source else {}
    except (ValueError, RecursionError, InvalidInput):
        return {}
    is_ours = isinstance(description, dict) and description.get("formatVersion") == FORMAT_VERSION
    return description if is_ours else {}


def _is_path(path: Any) -> bool:
    """Return whether an untrusted value is a path that stays in the source."""
    if not isinstance(path, str) or not 0 < len(path) <= MAX_PATH_CHARACTERS or "\0" in path:
        return False
    return all(part not in {"", ".", ".."} for part in path.split("/"))
