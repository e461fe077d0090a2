"""A small platform for tests of what surrounds a platform: its posts are a list in memory."""

from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, Field, SecretStr

from fsp.destinations.catalogue import PLATFORMS
from fsp.destinations.contract import Abilities, CheckResult, Markup, Post, Remote, Sent, Tools


class NotesSettings(BaseModel):
    """What a person enters."""

    url: str = Field(title="Address", description="Such as https://notes.example.")
    visibility: str = Field("public", title="Visibility")


class NotesCredentials(BaseModel):
    """The secrets."""

    token: SecretStr = Field(title="Access token")


class Notes:
    """Keeps what it was sent in `sent`."""

    name: ClassVar[str] = "notes"
    title: ClassVar[str] = "Notes"
    abilities = Abilities(Markup.TEXT, max_length=100, max_parallel=3, rate=(30, 60))
    SettingsModel: ClassVar[type[BaseModel]] = NotesSettings
    CredentialsModel: ClassVar[type[BaseModel]] = NotesCredentials
    sent: ClassVar[dict[str, Post]] = {}
    checks: ClassVar[list[CheckResult]] = []

    def __init__(self, settings: Any, credentials: Any, tools: Tools) -> None:
        self.settings, self.credentials, self.tools = settings, credentials, tools

    def check(self) -> list[CheckResult]:
        return self.checks or [CheckResult("reachable", is_ok=True, seen=f"{self.settings.url} answers")]

    def length(self, text: str) -> int:
        return len(text)

    def find(self, post: Post) -> Sent | None:
        return Sent(post.key, f"{self.settings.url}/{post.key}") if post.key in self.sent else None

    def create(self, post: Post) -> Sent:
        self.sent[post.key] = post
        return Sent(post.key, f"{self.settings.url}/{post.key}", post.text)

    def update(self, post: Post, external_id: str) -> Sent:
        return self.create(post)

    def remove(self, external_id: str) -> None:
        self.sent.pop(external_id, None)

    def read(self, external_id: str) -> Remote | None:
        post = self.sent.get(external_id)
        return Remote(f"{self.settings.url}/{external_id}", post.text) if post else None


def install_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """List the platform for one test."""
    monkeypatch.setitem(PLATFORMS, "notes", "tests.destinations.notes:Notes")
    monkeypatch.setattr(Notes, "sent", {})
    monkeypatch.setattr(Notes, "checks", [])
