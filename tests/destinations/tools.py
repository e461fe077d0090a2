"""Tools for platforms in tests: a client that may reach loopback, uploads in memory, and a post."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from fsp.destinations.contract import ImageLimits, Post, PostImage, PreparedImage, Tools
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
MAX_BODY_BYTES = 4_000_000


@dataclass
class MemoryUploads:
    """Uploads that are remembered in memory."""

    rows: dict[str, tuple[str, str]] = field(default_factory=dict)

    def find(self, sha256: str) -> tuple[str, str] | None:
        return self.rows.get(sha256)

    def remember(self, sha256: str, external_id: str, url: str) -> None:
        self.rows[sha256] = (external_id, url)

    def forget(self, sha256: str) -> None:
        self.rows.pop(sha256, None)


@dataclass
class Heeded:
    """The headers of every response, in order."""

    responses: list[Mapping[str, str]] = field(default_factory=list)

    def __call__(self, headers: Mapping[str, str]) -> None:
        self.responses.append(headers)


def client(**changes: Any) -> GuardedClient:
    """Return a client that may reach loopback."""
    return replace(GuardedClient(allow_internal=True, max_body_bytes=MAX_BODY_BYTES), **changes)


def png(width: int = 8, height: int = 6, colour: str = "green") -> bytes:
    """Return a small picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def prepare_small(image: PostImage, limits: ImageLimits) -> PreparedImage:
    """Return the same small picture for every image, whatever the limits."""
    return PreparedImage(png(), "image/png", 8, 6, f"{image.sha256[:12]}.png")


def tools(**changes: Any) -> Tools:
    """Return tools with nothing uploaded yet."""
    plain = Tools(Settings(), client(), lambda: NOW, prepare_small, MemoryUploads())
    return replace(plain, **changes)


def image(name: str = "beds.png", **changes: Any) -> PostImage:
    """Return an image of a post."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return replace(PostImage(name, sha256, "image/png", "Raised beds in May", 8, 6), **changes)


def post(**changes: Any) -> Post:
    """Return a post."""
    plain = Post(
        key="item-7",
        item_id=7,
        project_id=1,
        project_slug="garden",
        slug="raised-beds",
        title="Raised beds",
        summary="How we built four raised beds.",
        markdown="We built **four** raised beds.",
        html="<p>We built <strong>four</strong> raised beds.</p>",
        text="Raised beds\n\nhttps://garden.example/raised-beds/ #Garden",
        tags=("garden", "how to"),
        authors=("Ada",),
        language="en",
        canonical_url="https://garden.example/raised-beds/",
        published_at=datetime(2026, 11, 30, 11, 59, tzinfo=UTC),
    )
    return replace(plain, **changes)
