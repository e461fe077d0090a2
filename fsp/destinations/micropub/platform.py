"""Micropub: posts on sites of the IndieWeb, such as Micro.blog, WordPress with a plugin, Indiekit or Known."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urljoin

from pydantic import BaseModel

from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Markup, Post, PostImage, Remote, Sent, Tools
from fsp.destinations.marker import marker_of
from fsp.destinations.micropub.api import MicropubApi
from fsp.destinations.micropub.check import check_endpoint
from fsp.destinations.micropub.entry import MARK, new_properties, properties_of, replacement, source_hash
from fsp.destinations.micropub.former_entries import FormerEntries
from fsp.destinations.micropub.listed_posts import listed_posts
from fsp.destinations.micropub.settings import Content, MicropubCredentials, MicropubSettings
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.post_html import UploadedImage, upload_images
from fsp.errors import FspError, PermanentFailure, RemoteGone

CLOCK_SKEW = timedelta(days=2)
"""Also for servers that keep the day alone, or a time without its zone."""
LIMITS = ImageLimits(max_bytes=10_000_000, max_side_pixels=4000)


class Micropub:
    """Publishes to one site. The external id of a post is its address."""

    name: ClassVar[str] = "micropub"
    title: ClassVar[str] = "Micropub"
    abilities = Abilities(markup=Markup.HTML, finds=False, reads=False, images=LIMITS)
    SettingsModel: ClassVar[type[BaseModel]] = MicropubSettings
    CredentialsModel: ClassVar[type[BaseModel]] = MicropubCredentials

    def __init__(self, settings: MicropubSettings, credentials: MicropubCredentials, tools: Tools) -> None:
        self._settings, self._credentials, self._tools = settings, credentials, tools
        markup = Markup.HTML if settings.content is Content.HTML else Markup.MARKDOWN
        self.abilities = replace(
            Micropub.abilities, markup=markup, finds=settings.lists_posts, reads=settings.reads or settings.lists_posts
        )
        self._api = MicropubApi(settings, credentials, tools)
        self._former = FormerEntries(self._api)

    def check(self) -> list[CheckResult]:
        """Check the endpoint, the token, its scopes and the media endpoint."""
        return check_endpoint(self._settings, self._credentials, self._tools)

    def length(self, text: str) -> int:
        """Count characters. Servers have no common limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the post with the mark of the key, if the server lists its posts.

        One that was never sent is looked for back to its date only: it is there only if this database is older.
        """
        if not self.abilities.finds:
            return None
        mark = marker_of(post.key)
        back_to = None if post.sent_since else post.published_at - CLOCK_SKEW
        for properties in listed_posts(self._api, back_to=back_to):
            urls = properties.get("url")
            if mark in properties.get(MARK, []) and isinstance(urls, list) and urls:
                return self._sent(urljoin(self._api.endpoint, str(urls[0])), properties)
        return None

    def create(self, post: Post) -> Sent:
        """Upload the images, then create the entry, or restore the one that `remove` deleted."""
        with nothing_created():
            properties, endpoint = self._properties(post), self._api.endpoint
            restored = self._former.restore(post, replacement(self._marked(post, properties)))
        new = new_properties(post, self._marked(post, properties))
        url = restored or self._api.create(endpoint, new)
        self._former.remember(post, url)
        return self._sent(url, properties)

    def update(self, post: Post, external_id: str) -> Sent:
        """Replace the properties of the entry."""
        properties = self._properties(post)
        url = self._api.act("update", external_id, **replacement(properties))
        self._former.remember(post, url)
        return self._sent(url, properties)

    def remove(self, external_id: str) -> None:
        """Delete the entry."""
        try:
            self._api.act("delete", external_id)
        except RemoteGone:
            return

    def read(self, external_id: str) -> Remote | None:
        """Return the hash of what the server holds."""
        try:
            source = self._api.query(q="source", url=external_id)
        except RemoteGone:
            return None
        properties = source.get("properties")
        if not isinstance(properties, dict):
            raise PermanentFailure("The server does not return posts. Change the setting “Returns posts”.")
        return Remote(external_id, source_hash(properties))

    def _sent(self, url: str, properties: dict[str, Any]) -> Sent:
        """Return the entry with the hash of what the server made of it, else of what was sent."""
        remote_hash = source_hash(properties)
        if self.abilities.reads:
            try:
                remote = self.read(url)
                remote_hash = remote.remote_hash if remote else ""
            except FspError:
                # The post is there. A failed look at it must not cause another create.
                remote_hash = ""
        return Sent(url, url, remote_hash, {"url": url})

    def _marked(self, post: Post, properties: dict[str, Any]) -> dict[str, Any]:
        """Return properties with the mark of the post's key, if the server keeps it.

        `uid` is no place for it, because servers choose it and refuse another one.
        """
        return properties | ({MARK: [marker_of(post.key)]} if self.abilities.finds else {})

    def _properties(self, post: Post) -> dict[str, Any]:
        uploaded = upload_images(post, self._upload)
        if post.cover and post.cover.sha256 not in uploaded:
            uploaded[post.cover.sha256] = self._upload(post.cover)
        return properties_of(post, uploaded, self._settings.content, LIMITS)

    def _upload(self, image: PostImage) -> UploadedImage:
        stored = self._tools.uploads.find(image.sha256)
        if stored:
            return UploadedImage(*stored)
        endpoint = self._api.query(q="config").get("media-endpoint")
        if not isinstance(endpoint, str) or not endpoint:
            raise PermanentFailure("The server has no media endpoint, and the post has images.")
        media_endpoint = urljoin(self._api.endpoint, endpoint)
        url = self._api.upload(media_endpoint, self._tools.prepare(image, LIMITS))
        self._tools.uploads.remember(image.sha256, url, url)
        return UploadedImage(url, url)
