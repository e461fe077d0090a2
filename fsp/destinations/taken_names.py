"""What a platform can say before a post is sent: whether another post already has its name there."""

from typing import Protocol, runtime_checkable

from fsp.destinations.contract import Post


@runtime_checkable
class KnowsTakenNames(Protocol):
    """A platform where two posts cannot have the same slug, path or canonical address."""

    def taken_by(self, post: Post) -> str:
        """Return where another post has the name of this one; empty if the name is free. Nothing is written."""
