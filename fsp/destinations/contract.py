"""The contract of every platform: what it declares, and the six calls that publishing makes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel

from fsp.destinations.session_store import MemorySession, SessionStore
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings


class Markup(StrEnum):
    """The form in which a platform takes a post."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    """A short plain text made from the destination's template, with a link to the post."""


@dataclass(frozen=True)
class ImageLimits:
    """What a platform accepts as an image. `max_count` is for one post; 0 means that it takes no images."""

    media_types: tuple[str, ...] = ("image/jpeg", "image/png", "image/gif", "image/webp")
    max_bytes: int = 10_000_000
    max_pixels: int = 50_000_000
    max_side_pixels: int = 10_000
    max_count: int = 1_000
    max_alt_characters: int = 1_500


@dataclass(frozen=True)
class Abilities:
    """What a platform can do. Pages say what it cannot before a person tries."""

    markup: Markup
    updates: bool = True
    removes: bool = True
    finds: bool = True
    """Whether `find` is exact: it returns None only if no post with this key is there."""
    repeats: bool = False
    """Whether a create that is sent again is harmless: the platform knows the post by its idempotency key."""
    reads: bool = True
    """Whether `read` returns what the platform holds now."""
    max_length: int | None = None
    """The longest text, counted by `length`; None for any length."""
    max_text_bytes: int | None = None
    """The longest text as UTF-8."""
    length_unit: str = "characters"
    """What `length` counts: characters or graphemes."""
    images: ImageLimits = field(default_factory=ImageLimits)
    rate: tuple[int, int] | None = None
    """The published rate of an account: (posts, window in seconds)."""
    max_parallel: int = 2
    """How many posts are sent to one account at the same time."""
    is_local: bool = False
    """Whether it is on this machine: it needs no credentials, and any lateness is fine."""
    notes: tuple[str, ...] = ()
    """Sentences about what its edits and removals mean, for pages."""


@dataclass(frozen=True)
class PostImage:
    """An image of a post. `source` is its path in the imported folder; `sha256` names the stored file.

    `other_sources` are further paths of the same content, which the text may use too.
    """

    source: str
    sha256: str
    media_type: str
    alt: str = ""
    width: int = 0
    height: int = 0
    other_sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    """Everything a platform needs to publish one post.

    `key` identifies the post in this installation and is the same for every attempt. `text` is the short text for
    this destination, as the template or a person wrote it.
    """

    key: str
    item_id: int
    project_id: int
    project_slug: str
    slug: str
    title: str
    summary: str
    markdown: str
    html: str
    """The rendered text. Its links and images are absolute, or `media:<sha256>` for images of the project."""
    text: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    canonical_url: str
    """The address where the post belongs: its own canonical URL, else its address on the project's site; or empty."""
    published_at: datetime
    images: tuple[PostImage, ...] = ()
    """The images of the text in their order, without the cover."""
    cover: PostImage | None = None
    source_path: str = ""
    """The path of its file in the imported folder: relative addresses in the Markdown start there."""
    sent_since: datetime | None = None
    """When a create of it was sent whose answer never came: `find` need not look at what is older."""


@dataclass(frozen=True)
class Sent:
    """A post on its platform: id, address, the hash of what the platform holds, and facts that prove it."""

    external_id: str
    url: str
    remote_hash: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Remote:
    """What a platform holds now. `remote_hash` is computed as in `Sent`, so the two are equal if nothing changed."""

    url: str
    remote_hash: str


@dataclass(frozen=True)
class CheckResult:
    """One thing that `check` looked at: its name, whether it is fine, what was seen, and what to do if it is not."""

    name: str
    is_ok: bool
    seen: str
    fix: str = ""
    learned: dict[str, str] = field(default_factory=dict)
    """Settings that the check found out, such as the host key of a server. They are stored if they are still empty."""
    expires_at: datetime | None = None
    """When the credentials expire, if the platform says so."""


@dataclass(frozen=True)
class PreparedImage:
    """An image as a platform takes it: without metadata, upright, within the limits."""

    data: bytes
    media_type: str
    width: int
    height: int
    file_name: str


class Uploads(Protocol):
    """What was uploaded to a destination before, by the SHA-256 of the image."""

    def find(self, sha256: str) -> tuple[str, str] | None:
        """Return the external id and address of an uploaded image."""

    def remember(self, sha256: str, external_id: str, url: str) -> None:
        """Store an upload, so that it is not repeated."""

    def forget(self, sha256: str) -> None:
        """Drop an upload that the platform no longer has."""


@dataclass(frozen=True)
class Tools:
    """What a platform works with. Tests pass their own."""

    settings: Settings
    http: GuardedClient
    now: Callable[[], datetime]
    prepare: Callable[[PostImage, ImageLimits], PreparedImage]
    """Return a stored image in a form that fits the limits; raise PermanentFailure if that is impossible."""
    uploads: Uploads
    heed: Callable[[Any], None] = lambda _headers: None
    """Follow `Retry-After` and the rate headers of a response, for all workers."""
    session: SessionStore = field(default_factory=MemorySession)
    memory: dict[str, Any] = field(default_factory=dict)
    """What a platform may keep in this process for the next posts of the destination. It may be lost at any time."""


class Platform(Protocol):
    """A place where posts are published, for one destination (account).

    The constructor receives the validated settings and credentials, and the tools; it makes no request.
    Every call raises `RateLimited` for a 429, `ServiceUnavailable` if a retry can help, else `PermanentFailure`.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    """The name that people know, such as "WordPress"."""
    abilities: Abilities
    """Of this account: an instance may know better limits than the class."""
    SettingsModel: ClassVar[type[BaseModel]]
    """The settings. Titles and descriptions of the fields make the form."""
    CredentialsModel: ClassVar[type[BaseModel]]
    """The secrets; a model without fields for none. Fields are `SecretStr`."""

    def __init__(self, settings: Any, credentials: Any, tools: Tools) -> None: ...

    def check(self) -> list[CheckResult]:
        """Check the account: reachable, authorised, may publish, may upload, limits known. Raise nothing; ≤ 10 s."""

    def length(self, text: str) -> int:
        """Count a text as the platform does, to compare it with `abilities.max_length`."""

    def find(self, post: Post) -> Sent | None:
        """Return the post if an earlier attempt created it; never another post that only looks alike."""

    def create(self, post: Post) -> Sent:
        """Create the post once. Raise AnswerLost when the request was sent and no complete answer came."""

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the post; raise RemoteGone if it no longer exists. Repeating the call is harmless."""

    def remove(self, external_id: str) -> None:
        """Remove the post. One that is gone already is fine."""

    def read(self, external_id: str) -> Remote | None:
        """Return what the platform holds now; None if the post is gone."""
