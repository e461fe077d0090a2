"""The fields of a WordPress post: made from ours, and compared with what WordPress holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsp.destinations.contract import ImageLimits, Post, Sent, Tools
from fsp.destinations.marker import hash_of_facts
from fsp.destinations.post_html import upload_images
from fsp.destinations.server_clock import server_time
from fsp.destinations.wordpress.api import WordPressApi
from fsp.destinations.wordpress.content import content_of, plain
from fsp.destinations.wordpress.media import MediaLibrary
from fsp.destinations.wordpress.settings import Status, WordPressSettings
from fsp.destinations.wordpress.terms import Terms


@dataclass(frozen=True)
class PostFields:
    """Makes the fields of posts. It uploads their images and creates their terms."""

    api: WordPressApi
    tools: Tools
    settings: WordPressSettings
    limits: ImageLimits

    def of_new(self, post: Post) -> dict[str, Any]:
        """Return the fields of a new post."""
        return {**self.of_existing(post), "status": self.settings.status}

    def of_existing(self, post: Post) -> dict[str, Any]:
        """Return the fields that an update replaces: all but the status."""
        fields: dict[str, Any] = {
            "title": plain(post.title),
            "slug": post.slug,
            "excerpt": plain(post.summary),
            **self._media_fields(post),
        }
        if self.settings.sends_tags:
            fields["tags"] = Terms(self.api).tag_ids(post.tags)
        if self.settings.category:
            fields["categories"] = [Terms(self.api).category_id(self.settings.category)]
        if self.settings.status in {Status.PUBLISH, Status.PRIVATE}:
            fields["date_gmt"] = self._date(post).strftime("%Y-%m-%dT%H:%M:%S")
        return fields

    def _media_fields(self, post: Post) -> dict[str, Any]:
        library = MediaLibrary(self.api, self.tools, self.limits)
        library.forget_deleted([*post.images, *([post.cover] if post.cover else [])])
        uploaded = upload_images(post, library.upload)
        cover = library.upload(post.cover) if post.cover else None
        return {
            "content": content_of(post, uploaded, limits=self.limits, settings=self.settings),
            "featured_media": int(cover.external_id) if cover else 0,
        }

    def _date(self, post: Post) -> datetime:
        """Return the date of a post. One that is due is never in the future of the server's clock.

        WordPress would schedule it instead of publishing it.
        """
        moment = server_time(self.api.root.response.headers)
        is_due = post.published_at <= self.tools.now()
        return min(post.published_at, moment) if is_due and moment else post.published_at.astimezone(UTC)


def sent_of(row: dict[str, Any], settings: WordPressSettings) -> Sent:
    """Return a stored post as the contract describes it."""
    evidence = {"status": row["status"], "slug": row["slug"], "date": row["date_gmt"]}
    # A post that somebody took back there stays different from what was sent, though its text is the same.
    return Sent(str(row["id"]), row["link"], _hash(row, settings, is_public=True), evidence)


def hash_of(row: dict[str, Any], settings: WordPressSettings) -> str:
    """Return the hash of a stored post. Whether it is public counts only where FSP publishes."""
    return _hash(row, settings, is_public=row["status"] in {"publish", "future"} and not row.get("password"))


def _hash(row: dict[str, Any], settings: WordPressSettings, *, is_public: bool) -> str:
    facts = [
        *(row[name]["raw"] for name in ("title", "content", "excerpt")),
        sorted(row["tags"]),
        sorted(row["categories"]) if settings.category else [],
        row["featured_media"],
        is_public if settings.status is Status.PUBLISH else None,
    ]
    return hash_of_facts(facts)
