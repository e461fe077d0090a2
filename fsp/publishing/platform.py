"""The contract of every platform: look for an existing post, then publish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Post:
    """Everything a platform needs to publish one post. `key` is the same for every attempt."""

    key: str
    item_id: int
    project_id: int
    project_slug: str
    slug: str
    title: str
    summary: str
    body: str
    tags: tuple[str, ...]
    published_at: datetime


@dataclass(frozen=True)
class Published:
    """The id and address of a post on its platform."""

    external_id: str
    url: str


class Platform(Protocol):
    """A place where posts are published.

    All calls may be repeated: a second one finds or updates what the first one created.
    """

    name: str

    def find(self, post: Post) -> Published | None:
        """Return what an interrupted attempt already created for this post's key."""

    def publish(self, post: Post) -> Published:
        """Create or update the post; raise ServiceUnavailable if a retry can help, else PermanentFailure.

        `retry_after_seconds` is the delay that the platform asks for. RateLimited is for a 429 response.
        """

    def settle(self, post: Post) -> None:
        """Finish after the publication is stored in SQL, for example rebuild an index."""
