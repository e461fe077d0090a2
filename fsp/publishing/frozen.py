"""What a publication freezes: everything of an item that its page shows, besides the text, which its revision holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fsp.clock import as_utc, from_epoch, iso
from fsp.models.item import Item

Frozen = dict[str, Any]


@dataclass(frozen=True)
class FrozenImage:
    """An image as a text uses it; its size is 0 where it is not known."""

    sha256: str
    width: int = 0
    height: int = 0


def freeze(
    item: Item, *, published_at: datetime, images: Mapping[str, FrozenImage], tag_slugs: Mapping[str, str]
) -> Frozen:
    """Return what is published of an item, as JSON holds it."""
    return {
        "slug": item.slug,
        "title": item.title,
        "summary": item.summary,
        "tags": [str(tag) for tag in item.tags],
        "tag_slugs": dict(tag_slugs),
        "authors": [str(author) for author in item.authors],
        "cover": item.cover,
        "language": item.language,
        "series": item.series,
        "canonical_url": item.canonical_url,
        "is_unlisted": item.is_unlisted,
        "published_at": moment_as_text(published_at),
        "modified_at": moment_as_text(item.modified_at) if item.modified_at else None,
        "utc_offset": _utc_offset(item),
        "source_path": item.source_path or "",
        "images": {path: [image.sha256, image.width, image.height] for path, image in sorted(images.items())},
    }


def frozen_images(frozen: Frozen) -> dict[str, FrozenImage]:
    """Return the images of a publication by their paths in the imported folder."""
    images = frozen.get("images")
    if not isinstance(images, dict):
        return {}
    return {
        path: FrozenImage(str(image[0]), int(image[1]), int(image[2]))
        for path, image in images.items()
        if isinstance(image, list) and len(image) == 3  # noqa: PLR2004  (its address, width and height)
    }


def content_hash(frozen: Frozen, body: str) -> str:
    """Return the SHA-256 of what is published; addresses of tags are FSP's own and do not count."""
    content = {name: value for name, value in frozen.items() if name not in {"tag_slugs", "source_path"}}
    text = json.dumps([content, body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def published_at_of(item: Item, came_at: datetime) -> datetime:
    """Return the date that a post shows: the one it was given, but none later than when it came."""
    return min(item.publish_at or item.published_at or came_at, came_at)


def moment_as_text(moment: datetime) -> str:
    """Return a moment as it is frozen."""
    return as_utc(moment).isoformat(timespec="microseconds")


def moment_from_text(text: object) -> datetime:
    """Return a frozen moment; the first there is for what is none."""
    try:
        return as_utc(datetime.fromisoformat(str(text)))
    except ValueError:
        return from_epoch(0)


def _utc_offset(item: Item) -> int | None:
    """Return the offset that the file gives with its date, as long as that is the item's date."""
    imported = item.imported or {}
    offset = imported.get("utc_offset")
    is_same_date = item.publish_at is not None and imported.get("publish_at") == iso(item.publish_at)
    return offset if isinstance(offset, int) and is_same_date else None
