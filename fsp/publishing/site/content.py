"""The content of a project's site: the project's settings, and the published entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fsp.content.media_names import media_name
from fsp.publishing.site.address import site_root
from fsp.settings import Settings

RESERVED_FOLDERS = frozenset({"tags", "page", "media", "archive", "series", "search", "cards"})
SITE_FILES = frozenset(
    {
        *("index.html", "404.html", "feed.xml", "feed.json", "robots.txt", "sitemap.xml", "site.css"),
        *("theme.js", "search.js", "favicon.svg", "favicon.png", "touch-icon.png"),
    }
)
"""Names at the top of a site that the site uses itself."""


@dataclass(frozen=True)
class Link:
    """A link in the navigation. Its address is absolute, or relative to the site's own."""

    label: str
    address: str


@dataclass(frozen=True)
class Picture:
    """An image that stands for a page or the site: its address within the site, or elsewhere, and its size."""

    address: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Entry:
    """One published post as its publication froze it. `tag_slugs` gives the address of each tag."""

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
    """The UTC offset of its author in minutes, if the file contains it."""
    tag_slugs: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    """Path in the imported folder → SHA-256 of each image and attachment that the text uses."""
    image_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """SHA-256 → width and height of the images with a known size."""
    addresses: tuple[str, ...] = ()
    """Old addresses that redirect here, and those in its file."""
    series: str = ""
    weight: float | None = None
    """Its position in its series, lowest first; None for the order of publication."""
    is_page: bool = False
    """Whether it is a page of the site, such as "About", and not a post."""
    day: str = ""
    """The day of its publication as its readers see it, such as 2026-05-01."""

    @property
    def cover_path(self) -> str:
        """Return the path of its cover in the imported folder, empty if that is no image of the project."""
        end = self.cover.lstrip("./")
        return next((path for path in self.images if path.endswith(end)), "") if end else ""

    @property
    def cover_name(self) -> str:
        """Return the name of its cover in the folder of the site, empty if that is no image of the project."""
        path = self.cover_path
        return media_name(path, self.images[path]) if path else ""


@dataclass(frozen=True)
class Site:
    """A project's site as a page sees it.

    A page depends on the names that it looks up: when a result changes, the page is rendered again. Iterating over
    `names` makes it depend on every post.
    """

    project_id: int
    slug: str
    title: str
    description: str
    author: str
    language: str
    images: Mapping[str, str] = field(default_factory=dict)
    """Path in the imported folder → SHA-256, for the images of the current entry."""
    image_sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """SHA-256 → width and height of the images with a known size."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name of a published post, as `references.names` makes names → its slug."""
    ids: Callable[[str], frozenset[str]] | None = None
    """Returns the ids on the page of a published post by its slug."""
    timezone: str = "UTC"
    image_widths: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """SHA-256 → the widths of its smaller versions."""
    navigation: tuple[Link, ...] = ()
    footer: str = ""
    """HTML."""
    logo: Picture | None = None
    icon: str = "favicon.svg"
    style_version: str = ""
    """A hash of the style sheet and scripts, so that browsers load new ones at once."""


def page_slug(slug: str) -> str:
    """Return the folder of a post's page: its slug, unless the site reserves that folder."""
    return f"{slug}-post" if slug in RESERVED_FOLDERS else slug


def site_address(project_slug: str, slug: str, *, settings: Settings) -> tuple[str, str]:
    """Return the path of a post's page in the folder of the sites, and its URL."""
    path = f"{project_slug}/{page_slug(slug)}/"
    return path, f"{site_root(settings, project_slug)}{page_slug(slug)}/"


def is_own_path(path: str) -> bool:
    """Return whether the site may write a page of its own at a path, so that no redirect can be there."""
    first, _, rest = path.partition("/")
    if first in {"archive", "search"}:
        return not rest or rest.isdigit()
    return first in RESERVED_FOLDERS
