"""Mastodon, and servers with its API: a status with the link, images, a content warning, edits and removal.

A repeated create is harmless for an hour, because the server keeps the `Idempotency-Key` that long. After that, an
earlier attempt is looked for among the account's own statuses (see `find`).
"""

import hashlib
import time
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import BaseModel

from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Post, PostImage, Remote, Sent, Tools
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings, abilities_of, image_limits
from fsp.destinations.mastodon.check import check_account
from fsp.destinations.mastodon.length import status_length
from fsp.destinations.mastodon.media import MediaUploads
from fsp.destinations.mastodon.own_statuses import OwnStatuses
from fsp.destinations.mastodon.status import Status, application_of, fits, has_address, hash_of, mark_of, may_be, says
from fsp.destinations.nothing_created import nothing_created
from fsp.errors import InconclusiveLookup, PermanentFailure, RemoteGone

MAX_REPOSTS = 5


class MastodonPlatform:
    """Publishes statuses to one account."""

    name: ClassVar[str] = "mastodon"
    title: ClassVar[str] = "Mastodon"
    abilities: Abilities = abilities_of(MastodonSettings(server="https://mastodon.social"))
    SettingsModel: ClassVar[type[BaseModel]] = MastodonSettings
    CredentialsModel: ClassVar[type[BaseModel]] = MastodonCredentials

    def __init__(self, settings: MastodonSettings, credentials: MastodonCredentials, tools: Tools) -> None:
        self._settings, self._tools = settings, tools
        self.abilities = abilities_of(settings)
        token = credentials.token.get_secret_value()
        self._api = ApiClient(
            tools.http, settings.server, {"Authorization": f"Bearer {token}"}, heed=tools.heed, now=tools.now
        )
        self._own = OwnStatuses(self._api, tools.memory)
        self.pause = time.sleep

    def check(self) -> list[CheckResult]:
        """Check the server, its limits, the account, and the rights to write statuses and media."""
        return check_account(self._api, self._settings)

    def length(self, text: str) -> int:
        """Count a text as the server does."""
        return status_length(text, link_characters=self._settings.link_characters)

    def find(self, post: Post) -> Sent | None:
        """Return the status that an earlier attempt created.

        Looks through the account's newest 1,000 statuses, back to the time when the post was due, or when an earlier
        attempt sent a create whose answer never came. `may_be` is the rule. If two fit, the one with the post's text
        counts; if none has it, PermanentFailure asks for a person. It is InconclusiveLookup if the server hides which
        program wrote a status that fits, or if the text, by which alone the status is known, may have changed.
        """
        application = self._own.application
        statuses = self._own.fitting(mark_of(post), since=post.sent_since or post.published_at)
        matches = [status for status in statuses if application and may_be(status, post, application)]
        exact = [status for status in matches if says(status, post.text)]
        if len(matches) > 1 and len(exact) != 1:
            raise PermanentFailure(
                f"{len(matches)} statuses of this account fit the post {post.canonical_url or post.title}. "
                "Delete all but one of them."
            )
        if not matches and any(
            not (application_of(status) and application) and fits(status, post) for status in statuses
        ):
            raise InconclusiveLookup(f"{self._api.host} does not show whether FSP wrote a status that fits this post.")
        if not matches and not has_address(post):
            raise InconclusiveLookup(
                f"The text has no address, so FSP cannot find an earlier version of it on {self._api.host}."
            )
        return next((self._sent(status) for status in exact or matches), None)

    def create(self, post: Post) -> Sent:
        """Create the status, once within an hour by the server's promise."""
        fields = {**self._fields(post), "visibility": self._settings.visibility}
        with nothing_created():
            media_ids = self._media(post, frozenset())
        for repost in range(MAX_REPOSTS):
            key = hashlib.sha256(f"{post.key}\n{repost}".encode()).hexdigest()
            try:
                status = self._api.call_json(
                    "POST",
                    "/api/v1/statuses",
                    creates=True,
                    fields={**fields, "media_ids": media_ids},
                    headers={"Idempotency-Key": key},
                )
            except RemoteGone:
                # The status of this key was deleted within the hour, so the next key is free.
                continue
            # Within the hour, the server returns the status of the first attempt, which may have an older text.
            return self._sent(status) if says(status, post.text) else self.update(post, str(status["id"]))
        raise PermanentFailure(f"{self._api.host} has no API for statuses at /api/v1/statuses.")

    def update(self, post: Post, external_id: str) -> Sent:
        """Edit the status. Its visibility cannot change."""
        path = f"/api/v1/statuses/{external_id}"
        media_ids = self._media(post, self._attached(path)) if self._images_of(post) else []
        status = self._api.call_json("PUT", path, fields={**self._fields(post), "media_ids": media_ids})
        return self._sent(status)

    def remove(self, external_id: str) -> None:
        """Delete the status."""
        try:
            self._api.call("DELETE", f"/api/v1/statuses/{external_id}")
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Return what the account shows now."""
        try:
            status = self._api.call_json("GET", f"/api/v1/statuses/{external_id}")
        except RemoteGone:
            return None
        return Remote(_address(status), hash_of(status))

    def _fields(self, post: Post) -> dict[str, Any]:
        settings = self._settings
        return {
            "status": post.text,
            "spoiler_text": settings.content_warning,
            "sensitive": settings.is_sensitive or bool(settings.content_warning),
            "language": post.language.replace("_", "-").split("-")[0].lower() or None,
        }

    def _attached(self, path: str) -> frozenset[str]:
        """Return the ids of the images that a status has."""
        images = self._api.call_json("GET", path).get("media_attachments") or []
        return frozenset(str(image["id"]) for image in images)

    def _images_of(self, post: Post) -> tuple[PostImage, ...]:
        """Return the images to attach, each once."""
        images: tuple[PostImage, ...] = (*((post.cover,) if post.cover else ()), *post.images)
        distinct = tuple({image.sha256: image for image in reversed(images)}.values())[::-1]
        return distinct if self._settings.attach_images else ()

    def _media(self, post: Post, attached: frozenset[str]) -> list[str]:
        distinct = self._images_of(post)
        if not distinct:
            return []
        limits = self._limits
        return MediaUploads(self._api, self._tools, limits, self.pause).attach(
            post, distinct[: limits.max_count], attached
        )

    @cached_property
    def _limits(self) -> ImageLimits:
        response = self._api.send("GET", "/api/v2/instance")
        if response.status == HTTPStatus.NOT_FOUND:
            response = self._api.call("GET", "/api/v1/instance")
        self._api.raise_for(response)
        return image_limits(response.json or {})

    def _sent(self, status: Status) -> Sent:
        evidence = {"created_at": status.get("created_at"), "edited_at": status.get("edited_at")}
        return Sent(str(status["id"]), _address(status), hash_of(status), evidence)


def _address(status: Status) -> str:
    return str(status.get("url") or status.get("uri") or "")
