"""WordPress: posts by its REST API, with an application password."""

from typing import Any, ClassVar

from pydantic import BaseModel

from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Markup, Post, Remote, Sent, Tools
from fsp.destinations.marker import hash_of_facts
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.wordpress.api import connect_api
from fsp.destinations.wordpress.check import check_account
from fsp.destinations.wordpress.content import without_marker
from fsp.destinations.wordpress.look_up import POST_FIELDS, POSTS, find_post, public_address, read_post, slug_owner
from fsp.destinations.wordpress.ownership import ForeignPost, naming_owner
from fsp.destinations.wordpress.post_fields import PostFields, hash_of, sent_of
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from fsp.destinations.wordpress.wide_characters import send_storable
from fsp.errors import AnswerLost, PermanentFailure, RemoteGone

MAX_SIDE_PIXELS = 2560
"""WordPress itself makes larger images smaller."""


class WordPress:
    """A user of one WordPress site."""

    name: ClassVar[str] = "wordpress"
    title: ClassVar[str] = "WordPress"
    SettingsModel: ClassVar[type[BaseModel]] = WordPressSettings
    CredentialsModel: ClassVar[type[BaseModel]] = WordPressCredentials
    abilities = Abilities(Markup.HTML, images=ImageLimits(max_bytes=8_000_000, max_side_pixels=MAX_SIDE_PIXELS))

    def __init__(self, settings: WordPressSettings, credentials: WordPressCredentials, tools: Tools) -> None:
        self._settings, self._tools, self._credentials = settings, tools, credentials
        self._api = connect_api(settings, credentials, tools)
        limits = ImageLimits(max_bytes=settings.max_image_megabytes * 1_000_000, max_side_pixels=MAX_SIDE_PIXELS)
        self.abilities = Abilities(Markup.HTML, images=limits)
        self._fields = PostFields(self._api, tools, settings=settings, limits=limits)

    def check(self) -> list[CheckResult]:
        """Check the address, the API, the user and its rights, and the clock; at most 10 s."""
        return check_account(self._settings, self._credentials, self._tools)

    def length(self, text: str) -> int:
        """Count characters. WordPress has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the post with our marker, in any status."""
        row = find_post(self._api, post)
        return sent_of(row, self._settings) if row else None

    def create(self, post: Post) -> Sent:
        """Create the post in the status of the settings."""
        with nothing_created():
            fields = self._fields.of_new(post)
            # A site that answers with a page instead of its API is found out before the post is sent.
            _ = self._api.root
        response = send_storable(self._api, POSTS, fields, query={"_fields": POST_FIELDS})
        row = self._api.json_of(response, creates=True)
        if not isinstance(row, dict) or "id" not in row:
            raise AnswerLost(f"{self._api.client.host} did not say which post it created.")
        return sent_of(row, self._settings)

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the text and fields of the post, and keep its status."""
        fields = self._fields.of_existing(post)
        with naming_owner():
            response = send_storable(self._api, f"{POSTS}/{external_id}", fields, query={"_fields": POST_FIELDS})
            row: dict[str, Any] = self._api.json_of(response)
        if row.get("status") == "trash":
            raise RemoteGone(f"Post {external_id} is in the trash of {self._api.client.host}. Restore it there.")
        return sent_of(row, self._settings)

    def remove(self, external_id: str) -> None:
        """Move the post to the trash, without its marker, so that publishing it again creates a new post."""
        try:
            row = read_post(self._api, external_id)
            content = row["content"]["raw"]
            if without_marker(content) != content:
                fields = {"content": without_marker(content)}
                self._api.call("POST", f"{POSTS}/{external_id}", fields=fields, query={"_fields": "id"})
            if row["status"] != "trash":
                self._trash(external_id)
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Return what WordPress holds; None if the post is gone or in the trash."""
        try:
            row = read_post(self._api, external_id)
        except RemoteGone:
            return None
        except ForeignPost:
            # Somebody changed it: it is no longer this user's.
            return Remote(public_address(self._api, external_id), hash_of_facts(["of another user"]))
        return None if row["status"] == "trash" else Remote(row["link"], hash_of(row, self._settings))

    def taken_by(self, post: Post) -> str:
        """Return the address of another post with this slug: WordPress would add a number to ours."""
        return slug_owner(self._api, post)

    def _trash(self, external_id: str) -> None:
        try:
            self._api.call("DELETE", f"{POSTS}/{external_id}", query={"_fields": "id,status"})
        except PermanentFailure as error:
            if "force" not in str(error):
                raise
            # The site keeps no trash.
            self._api.call("DELETE", f"{POSTS}/{external_id}", query={"force": "true", "_fields": "deleted"})
