"""The short text of a post for one destination: from the template, or what a person wrote instead."""

from dataclasses import dataclass, replace

import redis
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.destinations.catalogue import platform_class
from fsp.destinations.connect import connect
from fsp.destinations.contract import Markup, Platform, Post
from fsp.destinations.short_text import TextCount, count_text, short_text
from fsp.errors import Conflict, InvalidInput
from fsp.models.destination import Destination
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.item_publications import ItemPublication
from fsp.publishing.material import gather
from fsp.publishing.outstanding import enqueue_delivery
from fsp.publishing.remote_post import remote_post
from fsp.settings import Settings
from fsp.storable import check_text
from fsp.stores import db

MAX_CHARACTERS = 20_000


@dataclass(frozen=True)
class ShortText:
    """The text that is sent, the one from the template, and how the platform counts the first."""

    text: str
    from_template: str
    is_override: bool
    count: TextCount


def takes_short_text(destination: Destination) -> bool:
    """Return whether a destination gets a short text."""
    return platform_class(destination.platform).abilities.markup == Markup.TEXT


def read_short_text(row: ItemPublication, *, settings: Settings) -> ShortText:
    """Return the short text of a post; raise Conflict for a platform that takes the whole text.

    Raise PermanentFailure if the post has no text, or if the destination is not set up.
    """
    platform = _platform(row.destination, settings)
    post = _post(row.item_id, settings)
    from_template = short_text(post, platform, row.destination.text_template)
    override = row.publication.text_override if row.publication else ""
    text = override or from_template
    return ShortText(text, from_template, bool(override), count_text(text, platform))


def count_short_text(destination: Destination, text: str, *, settings: Settings) -> TextCount:
    """Count a text as the platform does."""
    return count_text(text[:MAX_CHARACTERS], _platform(destination, settings))


def write_short_text(
    publication: Publication, destination: Destination, text: str, *, settings: Settings, connection: redis.Redis
) -> None:
    """Use this text for the destination; empty for the one from the template. A published post is updated.

    Raise InvalidInput for a text that the platform would refuse.
    """
    text = check_text(text.replace("\r\n", "\n").strip(), "text")
    count = count_short_text(destination, text, settings=settings)
    if len(text) > MAX_CHARACTERS or not count.fits:
        raise InvalidInput(f"The text is too long for {destination.name}: {count_in_words(count)}.")
    db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id)
        .values(text_override=text, updated_at=Publication.updated_at)
    )
    rows = db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id, Publication.state == PublicationState.PUBLISHED)
        .values(state=PublicationState.PENDING, wanted_at=utc_now(), updated_at=Publication.updated_at)
    )
    db.session.commit()
    db.session.refresh(publication)
    db.session.commit()
    if rows.rowcount and destination.paused_at is None:  # type: ignore[attr-defined]
        enqueue_delivery(connection, publication.item_id, destination.id)


def count_in_words(count: TextCount) -> str:
    """Return a count such as "312 of 300 graphemes"."""
    words = f"{count.length} of {count.max_length} {count.unit}" if count.max_length else f"{count.length} {count.unit}"
    return f"{words}, {count.bytes} of {count.max_bytes} bytes" if count.max_bytes else words


def _platform(destination: Destination, settings: Settings) -> Platform:
    if not takes_short_text(destination):
        raise Conflict(f"{destination.name} takes the whole text of a post, so it has no short text.")
    return connect(destination, settings=settings)


def _post(item_id: int, settings: Settings) -> Post:
    post = remote_post(gather(item_id), settings=settings, came_at=utc_now(), key="")
    return replace(post, text="")
