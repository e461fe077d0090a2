"""Ghost: posts by its Admin API, with the key of a custom integration."""

from http import HTTPStatus
from typing import ClassVar

from pydantic import BaseModel

from fsp.destinations.api_client import ApiRefusal
from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Markup, Post, Remote, Sent, Tools
from fsp.destinations.ghost.api import connect_api
from fsp.destinations.ghost.check import check_site
from fsp.destinations.ghost.post_fields import PostFields, Row, ascii_slug, hash_of, sent_of
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings, Removal
from fsp.destinations.ghost.staff import ask_for_user, fields_of_own_post, user_in
from fsp.destinations.ghost.stored_posts import REMOVED, StoredPosts, is_removed
from fsp.destinations.nothing_created import nothing_created
from fsp.errors import RemoteGone

LIMITS = ImageLimits(max_bytes=10_000_000, max_side_pixels=2000)
"""Ghost itself makes images narrower than 2000 pixels."""
_MAX_SLUG_CHARACTERS = 191


class Ghost:
    """A Ghost site."""

    name: ClassVar[str] = "ghost"
    title: ClassVar[str] = "Ghost"
    SettingsModel: ClassVar[type[BaseModel]] = GhostSettings
    CredentialsModel: ClassVar[type[BaseModel]] = GhostCredentials
    abilities = Abilities(Markup.HTML, images=LIMITS)

    def __init__(self, settings: GhostSettings, credentials: GhostCredentials, tools: Tools) -> None:
        self._settings, self._credentials, self._tools = settings, credentials, tools
        api = connect_api(settings, credentials, tools)
        self._posts = StoredPosts(api)
        self._fields = PostFields(api, tools, settings=settings, limits=LIMITS)
        self._last_read: dict[str, Row] = {}
        """The post that was read last. An update of it needs no second look: Ghost refuses one of an older version."""

    def check(self) -> list[CheckResult]:
        """Check the address, the key and its rights, and the clock; at most 10 s."""
        return check_site(self._settings, self._credentials, self._tools)

    def length(self, text: str) -> int:
        """Count characters. Ghost has no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the post with our internal tag, in any status."""
        row = self._posts.find(post.key)
        return sent_of(row, self._settings) if row else None

    def create(self, post: Post) -> Sent:
        """Create the post in the status of the settings; as a staff user's own post if Ghost insists on that."""
        with nothing_created():
            fields = self._fields.of_new(post)
        try:
            row = self._posts.create(fields)
        except ApiRefusal as error:
            if error.response.status != HTTPStatus.FORBIDDEN:
                raise
            with nothing_created():
                user = user_in(ask_for_user(self._posts.api))
            if user is None:
                raise
            row = self._posts.create(fields_of_own_post(user, fields))
        return sent_of(row, self._settings)

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the text and fields of the post, and keep its status."""
        row = self._last_read.pop(external_id, None) or self._posts.read(external_id)
        return sent_of(self._posts.change(row, self._fields.of_existing(post, row)), self._settings)

    def remove(self, external_id: str) -> None:
        """Make the post a draft without our tag, or delete it, as the settings say."""
        try:
            if self._settings.removal is Removal.DELETE:
                self._posts.delete(external_id)
                return
            row = self._posts.read_any(external_id)
            if not is_removed(row):
                self._posts.change(row, _draft(row))
        except RemoteGone:
            return

    def taken_by(self, post: Post) -> str:
        """Return the address of another post or page with this slug: Ghost would add a number to ours."""
        return self._posts.slug_owner(ascii_slug(post), post.key)

    def read(self, external_id: str) -> Remote | None:
        """Return what Ghost holds; None if the post is gone."""
        try:
            row = self._posts.read(external_id)
        except RemoteGone:
            return None
        self._last_read = {external_id: row}
        return Remote(row["url"], hash_of(row, self._settings))


def _draft(row: Row) -> Row:
    """Return the fields that take a post back. Its slug becomes free, for the same post published again."""
    tags = [{"id": tag["id"]} for tag in row["tags"] if not tag["name"].startswith("#fsp-")]
    slug = f"{row['slug'][: _MAX_SLUG_CHARACTERS - 8]}-removed"
    return {"status": "draft", "slug": slug, "tags": [*tags, {"name": REMOVED}]}
