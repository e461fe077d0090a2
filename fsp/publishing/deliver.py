"""Publishes, updates or removes one post at one destination. Safe to repeat, also after a crash half way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import redis

from fsp.destinations.connect import connect, guarded_client
from fsp.destinations.patient_client import PatientClient
from fsp.errors import PermanentFailure, ServiceUnavailable, StillWanted
from fsp.models.destination import AfterEdit, Destination
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.carry_out import carry_out, carry_out_removal
from fsp.publishing.delivery_subject import Subject
from fsp.publishing.destination_label import destination_label
from fsp.publishing.edit_there import EditedThere
from fsp.publishing.hold import lateness_hold
from fsp.publishing.material import gather
from fsp.publishing.next_step import SEND_WINDOW
from fsp.publishing.publication_updates import SENDABLE
from fsp.publishing.record import record_attempt, record_edited, record_end
from fsp.publishing.send_window import SendWindow
from fsp.publishing.sender import LookAgain, NeedsPerson, Sender
from fsp.publishing.standing import Standing, read_standing
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


def deliver(
    item_id: int,
    destination: Destination,
    *,
    settings: Settings,
    connection: redis.Redis,
    clock: Callable[[], datetime],
) -> Delivered:
    """Do what is wanted at the destination now; raise StillWanted or PermanentFailure."""
    for _ in range(MAX_ROUNDS):
        standing, now = _standing(item_id, destination), clock()
        publication, is_removal = standing.publication, _is_removal(standing)
        if not is_removal and publication.state not in SENDABLE:
            break
        held_back = "" if is_removal else _why_held_back(standing, destination, now)
        if held_back:
            return Delivered(_standing(item_id, destination).publication.state, publication.url or "", held_back)
        _make(_Attempt(publication, destination, settings, connection, clock, now, is_removal))
    else:
        publication = _standing(item_id, destination).publication
    return Delivered(publication.state, publication.url or "")


def _standing(item_id: int, destination: Destination) -> Standing:
    standing = read_standing(item_id, destination)
    if standing is None:
        raise PermanentFailure(f"Post {item_id} not found. It may have been deleted after the job was created.")
    return standing


def _is_removal(standing: Standing) -> bool:
    """Return whether the post must be removed; a removal that failed is one until it succeeds."""
    publication = standing.publication
    # A post that only waits, such as for an approval, keeps what is public.
    has_failed = publication.state == PublicationState.FAILED and bool(
        standing.consent.why_withdrawn and publication.external_id
    )
    return publication.state == PublicationState.REMOVING or has_failed


def _why_held_back(standing: Standing, destination: Destination, now: datetime) -> str:
    return standing.consent.why_not_at(now) or lateness_hold(standing.publication, destination, now)


@dataclass(frozen=True)
class _Attempt:
    """One attempt at one publication: to publish or update it, or to remove it."""

    publication: Publication
    destination: Destination
    settings: Settings
    connection: redis.Redis
    clock: Callable[[], datetime]
    began_at: datetime
    is_removal: bool

    def end(self, error: Exception, state: PublicationState | None = None) -> None:
        """Record how it ended: what is wanted waits for the next attempt, unless a state is given."""
        db.session.rollback()
        waiting = PublicationState.REMOVING if self.is_removal else PublicationState.PENDING
        record_end(self.publication.id, state or waiting, self.clock(), error=str(error))

    def subject(self) -> Subject:
        """Read what is sent, and connect."""
        settings, destination = self.settings, self.destination
        window = partial(SendWindow.of, guarded_client(settings), seconds=SEND_WINDOW / timedelta(seconds=1))
        sender = Sender(
            connect(destination, settings=settings),
            lambda: connect(destination, settings=settings, http=PatientClient.of(window())),
            destination_label(destination),
            self.connection,
            self.clock,
            asks_about_edits=destination.after_edit == AfterEdit.ASK,
        )
        material = gather(self.publication.item_id)
        came_at = self.publication.published_at or self.began_at
        return Subject(self.publication, destination, sender, settings, material, came_at)


def _make(attempt: _Attempt) -> None:
    """Send what is wanted, and record how it ended; raise StillWanted or PermanentFailure."""
    publication, clock = attempt.publication, attempt.clock
    if not attempt.is_removal and not record_attempt(publication.id, attempt.began_at):
        return
    try:
        _send(attempt)
    except NeedsPerson as error:
        record_end(publication.id, PublicationState.UNKNOWN, clock(), held_because=str(error))
    except EditedThere as error:
        record_edited(publication.id, error.edited_hash, str(error), clock())
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


def _send(attempt: _Attempt) -> None:
    subject, publication = attempt.subject(), attempt.publication
    if attempt.is_removal:
        carry_out_removal(subject.sender, publication, subject.post)
    elif subject.material.consent.why_not:
        # Withdrawn after it was read, and before the attempt was recorded. Later, `record_create` sees it.
        record_end(publication.id, PublicationState.PENDING, attempt.clock())
    else:
        post = subject.post
        carry_out(subject.sender, publication, post, subject.content(post))
