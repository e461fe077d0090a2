"""The contract every platform follows: look for what is already there, then publish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Post:
    """Everything a platform needs to publish one item. `key` is the same however often it is tried."""

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
    """Where a post is on its platform."""

    external_id: str
    url: str


class Platform(Protocol):
    """One place posts go to. All calls may be repeated: a second one finds or updates what the first one made."""

    name: str

    def find(self, post: Post) -> Published | None:
        """Return what an earlier, interrupted attempt already created for this post's key."""

    def publish(self, post: Post) -> Published:
        """Create the post, or update it; raise ServiceUnavailable to be tried again, PermanentFailure not to be.

        `retry_after_seconds` says how long the platform wants to be left alone; RateLimited is for its 429.
        """

    def settle(self, post: Post) -> None:
        """Do what follows once the publication is written down in SQL, such as rebuilding an index."""
