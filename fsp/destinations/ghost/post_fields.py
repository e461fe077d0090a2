"""The fields of a Ghost post: made from ours, and compared with what Ghost holds."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fsp.content.slugs import slug_of
from fsp.destinations.alt_text import short_alt
from fsp.destinations.contract import ImageLimits, Post, Sent, Tools
from fsp.destinations.ghost.api import GhostApi
from fsp.destinations.ghost.cards import with_cards
from fsp.destinations.ghost.images import ImageStore
from fsp.destinations.ghost.settings import GhostSettings, Status
from fsp.destinations.ghost.tags import tag_fields
from fsp.destinations.marker import hash_of_facts, marker_of
from fsp.destinations.post_html import html_of, upload_images, without_control_characters
from fsp.destinations.web_address import ascii_address

MAX_TITLE_CHARACTERS = 255
MAX_EXCERPT_CHARACTERS = 300
MAX_ALT_CHARACTERS = 191
MIN_AHEAD = timedelta(minutes=1)
"""A post that is due sooner is published at once."""

Row = dict[str, Any]


@dataclass(frozen=True)
class PostFields:
    """Makes the fields of posts. It uploads their images."""

    api: GhostApi
    tools: Tools
    settings: GhostSettings
    limits: ImageLimits

    def of_new(self, post: Post) -> Row:
        """Return the fields of a new post."""
        fields = {**self._fields(post), "visibility": self.settings.visibility}
        if self.settings.status is Status.DRAFT:
            return {**fields, "status": "draft"}
        # Ghost publishes a post with a future date at once, and never one that was scheduled for the past.
        is_later = post.published_at >= self.tools.now() + MIN_AHEAD
        return {
            **fields,
            "status": "scheduled" if is_later else "published",
            "published_at": _moment(post.published_at),
        }

    def of_existing(self, post: Post, row: Row) -> Row:
        """Return the fields that an update of a stored post replaces: not its status and visibility."""
        fields = {**self._fields(post), "slug": _slug_of_existing(ascii_slug(post), row["slug"])}
        return {**fields, "published_at": _moment(post.published_at)} if row["status"] == "published" else fields

    def _fields(self, post: Post) -> Row:
        store = ImageStore(self.api, self.tools, self.limits)
        html = with_cards(html_of(post, upload_images(post, store.upload), self.limits))
        cover = store.upload(post.cover) if post.cover else None
        tags = tag_fields(self.api, post.tags) if self.settings.sends_tags else []
        alt_limits = replace(self.limits, max_alt_characters=MAX_ALT_CHARACTERS)
        return {
            "title": shortened(post.title, MAX_TITLE_CHARACTERS),
            "slug": ascii_slug(post),
            "html": html,
            "custom_excerpt": shortened(post.summary, MAX_EXCERPT_CHARACTERS) or None,
            "feature_image": cover.url if cover else None,
            "feature_image_alt": short_alt(post.cover.alt, alt_limits) or None if post.cover else None,
            "canonical_url": (self.settings.sends_canonical_url and ascii_address(post.canonical_url)) or None,
            "tags": [*tags, {"name": f"#{marker_of(post.key)}"}],
        }


def sent_of(row: Row, settings: GhostSettings) -> Sent:
    """Return a stored post as the contract describes it."""
    evidence = {name: row[name] for name in ("status", "slug", "updated_at")}
    # A post that somebody took back there stays different from what was sent, though its text is the same.
    return Sent(str(row["id"]), row["url"], _hash(row, settings, is_public=True), evidence)


def hash_of(row: Row, settings: GhostSettings) -> str:
    """Return the hash of a stored post. Whether it is public counts only where FSP publishes."""
    return _hash(row, settings, is_public=row["status"] in {"published", "scheduled"})


def _hash(row: Row, settings: GhostSettings, *, is_public: bool) -> str:
    names = ("title", "html", "custom_excerpt", "feature_image", "feature_image_alt", "canonical_url")
    tags = sorted(tag["name"] for tag in row["tags"] if not tag["name"].startswith("#"))
    public = is_public if settings.status is Status.PUBLISHED else None
    return hash_of_facts([*(row.get(name) or "" for name in names), tags if settings.sends_tags else [], public])


def ascii_slug(post: Post) -> str:
    """Return the slug as Ghost stores it: it would transliterate another one, and number it at each update."""
    return slug_of(post.slug) or f"post-{post.item_id}"


def _slug_of_existing(own_slug: str, stored: str) -> str:
    """Return the slug for an update. Ghost would give a post with a number after its slug the next number."""
    return stored if re.fullmatch(rf"{re.escape(own_slug)}-\d+", stored) else own_slug


def shortened(text: str, max_characters: int) -> str:
    """Return a text on one line, cut at a word with an ellipsis if it is too long."""
    line = " ".join(without_control_characters(text).split())
    if len(line) <= max_characters:
        return line
    start = line[: max_characters - 1]
    return f"{start.rpartition(' ')[0] or start}…"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
