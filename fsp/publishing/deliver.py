"""Publishes, updates or removes one post at one destination. Safe to repeat, also after a crash half way."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import redis

from fsp.destinations.connect import connect, guarded_client
from fsp.destinations.contract import Post
from fsp.errors import PermanentFailure, RemoteGone, ServiceUnavailable, StillWanted
from fsp.models.destination import Destination
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.bring import Brought, bring, remove
from fsp.publishing.destination_label import destination_label
from fsp.publishing.destinations import publication_at
from fsp.publishing.frozen import content_hash
from fsp.publishing.hold import lateness_hold
from fsp.publishing.mark_published import mark_published
from fsp.publishing.material import Material, gather
from fsp.publishing.next_step import SEND_WINDOW
from fsp.publishing.permission import why_held_back
from fsp.publishing.post_text import post_text
from fsp.publishing.record import (
    SENDABLE,
    Content,
    record_attempt,
    record_end,
    record_published,
    record_removed,
    removals_of,
)
from fsp.publishing.remote_post import post_key, remote_post
from fsp.publishing.send_window import SendWindow
from fsp.publishing.sender import LookAgain, NeedsPerson, Sender
from fsp.settings import Settings
from fsp.stores import db

MAX_ROUNDS = 3
"""A person may change the post while it is sent. The sweep continues after these."""


@dataclass(frozen=True)
class Delivered:
    """How the publication is now, and why nothing was sent, if nothing was."""

    state: str
    url: str = ""
    held_back: str = ""


@dataclass(frozen=True)
class _Subject:
    """One post at one destination, as one attempt sees it."""

    publication: Publication
    destination: Destination
    sender: Sender
    settings: Settings
    material: Material
    came_at: datetime

    @property
    def post(self) -> Post:
        """Return what the platform gets."""
        key = post_key(self.material.item, self.destination, removals=removals_of(self.publication))
        post = remote_post(self.material, settings=self.settings, came_at=self.came_at, key=key)
        text = post_text(
            post,
            self.sender.platform,
            template=self.destination.text_template,
            text_override=self.publication.text_override,
        )
        return replace(post, text=text)

    def content(self, post: Post) -> Content:
        """Return what is frozen with the publication."""
        frozen = self.material.frozen(self.came_at)
        sha256 = hashlib.sha256(f"{content_hash(frozen, self.material.body)} {post.text}".encode()).hexdigest()
        return Content(sha256, self.material.revision_id, frozen)


def deliver(
    item_id: int,
    destination: Destination,
    *,
    settings: Settings,
    connection: redis.Redis,
    clock: Callable[[], datetime],
) -> Delivered:
    """Do what is wanted at the destination now; raise StillWanted or PermanentFailure."""
    held_back = ""
    for _ in range(MAX_ROUNDS):
        publication = publication_at(item_id, destination)
        not_wanted = why_held_back(item_id)
        is_removal = _is_removal(publication, not_wanted)
        if not is_removal and publication.state not in SENDABLE:
            break
        held_back = "" if is_removal else not_wanted or lateness_hold(publication, destination, clock())
        if held_back:
            break
        attempt = _Attempt(publication, destination, settings, connection, clock, is_removal)
        _make(attempt)
    publication = publication_at(item_id, destination)
    return Delivered(publication.state, publication.url or "", held_back)


def _is_removal(publication: Publication, not_wanted: str) -> bool:
    """Return whether the post must be removed; a removal that failed is one until it succeeds."""
    has_failed = publication.state == PublicationState.FAILED and bool(not_wanted and publication.external_id)
    return publication.state == PublicationState.REMOVING or has_failed


@dataclass(frozen=True)
class _Attempt:
    """One attempt at one publication."""

    publication: Publication
    destination: Destination
    settings: Settings
    connection: redis.Redis
    clock: Callable[[], datetime]
    is_removal: bool

    def end(self, error: Exception, state: PublicationState | None = None) -> None:
        """Record how it ended: what is wanted waits for the next attempt, unless a state is given."""
        db.session.rollback()
        waiting = PublicationState.REMOVING if self.is_removal else PublicationState.PENDING
        record_end(self.publication.id, state or waiting, self.clock(), error=str(error))

    def subject(self) -> _Subject:
        """Read what is sent, and connect."""
        settings, destination = self.settings, self.destination
        window = partial(SendWindow.of, guarded_client(settings), seconds=SEND_WINDOW / timedelta(seconds=1))
        sender = Sender(
            connect(destination, settings=settings),
            lambda: connect(destination, settings=settings, http=window()),
            destination_label(destination),
            self.connection,
            self.clock,
        )
        material = gather(self.publication.item_id)
        came_at = self.publication.published_at or self.clock()
        return _Subject(self.publication, destination, sender, settings, material, came_at)


def _make(attempt: _Attempt) -> None:
    publication, clock = attempt.publication, attempt.clock
    if not attempt.is_removal and not record_attempt(publication.id, clock()):
        return
    try:
        (_remove if attempt.is_removal else _publish)(attempt.subject())
    except NeedsPerson as error:
        record_end(publication.id, PublicationState.UNKNOWN, clock(), held_because=str(error))
    except PermanentFailure as error:
        attempt.end(error, PublicationState.FAILED)
        raise
    except LookAgain as error:
        attempt.end(error)
        raise
    except ServiceUnavailable as error:
        attempt.end(error)
        raise StillWanted(str(error)) from error
    except Exception as error:
        attempt.end(error)
        raise


def _publish(subject: _Subject) -> None:
    publication, post = subject.publication, subject.post
    content = subject.content(post)
    try:
        brought = bring(subject.sender, publication, post, content)
    except RemoteGone as error:
        if not publication.external_id:
            raise
        # Somebody deleted it there. FSP does not create it again unless a person says so.
        record_end(
            publication.id, PublicationState.PUBLISHED, subject.sender.clock(), error=str(error), drift=Drift.GONE
        )
        return
    _record(subject, brought, content)


def _record(subject: _Subject, brought: Brought, content: Content) -> None:
    publication, now = subject.publication, subject.sender.clock()
    if brought.cannot:
        note = f"{subject.sender.platform.title} cannot change a post. It still shows the earlier text."
        record_end(publication.id, PublicationState.PUBLISHED, now, error=note)
        return
    record_published(publication.id, brought.sent, content, now)
    mark_published(publication.item_id, content.revision_id, now)


def _remove(subject: _Subject) -> None:
    publication, now = subject.publication, subject.sender.clock()
    brought = remove(subject.sender, publication, subject.post)
    if brought.cannot:
        note = f"{subject.sender.platform.title} cannot remove a post. Delete it there."
        record_end(publication.id, PublicationState.PUBLISHED, now, error=note)
        return
    record_removed(publication.id, removals_of(publication) + 1, now)
