"""The record of a post: text, facets, languages, and a card or images. Source: the lexicon app.bsky.feed.post."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsp.content.languages import language_tag
from fsp.destinations.bluesky.account import Attachment
from fsp.destinations.bluesky.facets import facets
from fsp.destinations.contract import Post, PostImage

COLLECTION = "app.bsky.feed.post"
MAX_CARD_CHARACTERS = 1_000


@dataclass(frozen=True)
class Blob:
    """An uploaded image: the server's reference to it, and its size in pixels."""

    reference: dict[str, Any]
    width: int
    height: int
    alt: str = ""


def images_of(post: Post, attachment: Attachment, max_count: int) -> tuple[PostImage, ...]:
    """Return the images that are uploaded for a post, each once."""
    images = (*((post.cover,) if post.cover else ()), *post.images)
    distinct = tuple({image.sha256: image for image in reversed(images)}.values())[::-1]
    if attachment is Attachment.CARD:
        return distinct[:1] if post.canonical_url else ()
    return distinct[:max_count] if attachment is Attachment.IMAGES else ()


def record_of(post: Post, attachment: Attachment, blobs: list[Blob], *, created_at: str = "") -> dict[str, Any]:
    """Return the record. It is the same for every attempt; `created_at` is that of a record that is replaced."""
    tag = language_tag(post.language)
    record = {
        "$type": COLLECTION,
        "text": post.text,
        "createdAt": created_at or _instant(post.published_at),
        "langs": [tag] if tag else [],
        "facets": facets(post.text),
        "embed": _embed(post, attachment, blobs),
    }
    return {name: value for name, value in record.items() if value or name == "text"}


def _embed(post: Post, attachment: Attachment, blobs: list[Blob]) -> dict[str, Any] | None:
    if attachment is Attachment.CARD and post.canonical_url:
        card: dict[str, Any] = {
            "uri": post.canonical_url,
            "title": post.title[:MAX_CARD_CHARACTERS],
            "description": post.summary[:MAX_CARD_CHARACTERS],
        }
        if blobs:
            card["thumb"] = blobs[0].reference
        return {"$type": "app.bsky.embed.external", "external": card}
    if attachment is Attachment.IMAGES and blobs:
        return {"$type": "app.bsky.embed.images", "images": [_image(blob) for blob in blobs]}
    return None


def _image(blob: Blob) -> dict[str, Any]:
    ratio = {"aspectRatio": {"width": blob.width, "height": blob.height}} if blob.width and blob.height else {}
    return {"alt": blob.alt, "image": blob.reference, **ratio}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
