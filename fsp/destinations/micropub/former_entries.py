"""Remembers the address of each post's entry, so that one that was deleted is restored at its old address."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fsp.destinations.contract import Post
from fsp.destinations.micropub.api import MicropubApi
from fsp.errors import PermanentFailure


@dataclass(frozen=True)
class FormerEntries:
    """The entries of one site. Links to a post that was unpublished work again once it is published again."""

    api: MicropubApi

    def remember(self, post: Post, url: str) -> None:
        """Store where the entry of a post is."""
        uploads, name = self.api.tools.uploads, _name_of(post)
        if uploads.find(name) != (url, url):
            uploads.forget(name)
            uploads.remember(name, url, url)

    def restore(self, post: Post, details: dict[str, Any]) -> str | None:
        """Restore the entry that the post had, with its present text; return its address.

        None if the post had no entry, or the server cannot restore it. Repeating the call is harmless.
        """
        former = self.api.tools.uploads.find(_name_of(post))
        if former is None:
            return None
        with suppress(PermanentFailure):
            # A server that knows no undelete, or an entry that was not deleted.
            self.api.act("undelete", former[1])
        try:
            url = self.api.act("update", former[1], **details)
        except PermanentFailure:
            return None
        return None if self.api.has_no_page(url) else url


def _name_of(post: Post) -> str:
    return hashlib.sha256(f"entry of {post.item_id}".encode()).hexdigest()
