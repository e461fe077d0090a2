"""What stands on a project's site: the project's facts, and an entry as it was published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

RESERVED_FOLDERS = frozenset({"tags", "page", "media"})
SITE_FILES = frozenset({"index.html", "404.html", "feed.xml", "feed.json", "robots.txt", "site.css", "sitemap.xml"})
"""Names at the top of a site that are its own."""


@dataclass(frozen=True)
class Entry:
    """One published item, as its publication froze it; `tag_slugs` gives the address of each tag."""

    slug: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    published_at: datetime
    updated_at: datetime
    source_path: str
    item_id: int = 0
    language: str = ""
    authors: tuple[str, ...] = ()
    cover: str = ""
    canonical_url: str = ""
    is_unlisted: bool = False
    utc_offset: int | None = None
    """The minutes that its author's clock is ahead of UTC, where the file says it."""
    tag_slugs: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    """Path in the imported folder → SHA-256 of each image that the text uses."""
    image_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """SHA-256 → width and height of the images whose size is known."""
    addresses: tuple[str, ...] = ()
    """Old addresses that lead here, and those of its file."""


@dataclass(frozen=True)
class Site:
    """A project's site, as a page sees it.

    A page depends on the names that it asks for: it is rendered again when the answer changes. Iterating over `names`
    makes it depend on every post.
    """

    project_id: int
    slug: str
    title: str
    description: str
    author: str
    language: str
    images: Mapping[str, str] = field(default_factory=dict)
    """Path in the imported folder → SHA-256, of the images of the entry at hand."""
    image_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """SHA-256 → width and height of the images whose size is known."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name of a published post, as `references.names` makes names → its slug."""
    timezone: str = "UTC"


def page_slug(slug: str) -> str:
    """Return the folder of an item's page: its slug, unless the site keeps that folder for itself."""
    return f"{slug}-post" if slug in RESERVED_FOLDERS else slug
