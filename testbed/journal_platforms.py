"""Platforms for `JournalServer`: one that can look posts up, and one that can neither look, change nor remove."""

import hashlib
from typing import Any, ClassVar

from pydantic import BaseModel, Field

from fsp.destinations.api_client import ApiClient
from fsp.destinations.catalogue import PLATFORMS
from fsp.destinations.contract import Abilities, CheckResult, Markup, Post, Remote, Sent, Tools
from fsp.errors import RemoteGone


class JournalSettings(BaseModel):
    """The address of the server."""

    url: str = Field(title="Address")


class NoCredentials(BaseModel):
    """No secrets."""


class JournalPlatform:
    """A journal that finds its posts by key."""

    name: ClassVar[str] = "journal"
    title: ClassVar[str] = "Journal"
    abilities: Abilities = Abilities(Markup.MARKDOWN)
    SettingsModel: ClassVar[type[BaseModel]] = JournalSettings
    CredentialsModel: ClassVar[type[BaseModel]] = NoCredentials

    def __init__(self, settings: Any, credentials: Any, tools: Tools) -> None:  # noqa: ARG002
        self._api = ApiClient(tools.http, settings.url, heed=tools.heed, now=tools.now)

    def check(self) -> list[CheckResult]:
        """Check nothing."""
        return [CheckResult("reachable", is_ok=True, seen="It is a test.")]

    def length(self, text: str) -> int:
        """Count characters."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Look the post up by its key."""
        posts = self._api.call_json("GET", "/posts", query={"key": post.key})
        return _sent(posts[0]) if posts else None

    def create(self, post: Post) -> Sent:
        """Create the post."""
        return _sent(self._api.call_json("POST", "/posts", creates=True, fields=_fields(post)))

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the post."""
        return _sent(self._api.call_json("PUT", f"/posts/{external_id}", fields=_fields(post)))

    def remove(self, external_id: str) -> None:
        """Delete the post."""
        try:
            self._api.call("DELETE", f"/posts/{external_id}")
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Return the post."""
        try:
            sent = _sent(self._api.call_json("GET", f"/posts/{external_id}"))
        except RemoteGone:
            return None
        return Remote(sent.url, sent.remote_hash)


class BlindPlatform(JournalPlatform):
    """A journal that can only be sent to, such as a newsletter."""

    name: ClassVar[str] = "blind"
    title: ClassVar[str] = "Blind journal"
    abilities: Abilities = Abilities(Markup.TEXT, finds=False, updates=False, removes=False, reads=False)


def list_journals() -> None:
    """List both platforms in this process."""
    PLATFORMS["journal"] = "testbed.journal_platforms:JournalPlatform"
    PLATFORMS["blind"] = "testbed.journal_platforms:BlindPlatform"


def _fields(post: Post) -> dict[str, str]:
    return {"key": post.key, "title": post.title, "text": post.text or post.markdown}


def _sent(answer: dict[str, Any]) -> Sent:
    content = f"{answer['title']}\n{answer['text']}"
    return Sent(answer["id"], answer["url"], hashlib.sha256(content.encode()).hexdigest(), {"id": answer["id"]})
