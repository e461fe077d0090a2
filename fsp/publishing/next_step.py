"""Decides the next request for one post at one destination, so that no post is ever created twice. No side effects.

A create is sent only if none was sent before, if the platform was asked after the last one and says that the post is
not there, or if the platform recognises a repeat by its idempotency key. See docs/decisions/publish-once.md.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fsp.destinations.contract import Abilities, Sent

SEND_WINDOW = timedelta(seconds=20)
"""No request of a create begins later than this after the create was recorded."""
CARRIED_OUT_LATE = timedelta(seconds=30)
"""A server may carry a request out this long after the attempt that sent it ended."""
CRASHED = timedelta(seconds=80)
"""The same for an attempt whose end is not known: the window, one request of 30 s, and `CARRIED_OUT_LATE`."""


@dataclass(frozen=True)
class Known:
    """What is known of a post at a destination."""

    external_id: str = ""
    content_hash: str = ""
    """The content that was last sent."""
    create_sent_at: datetime | None = None
    """When a create was sent whose result is not known."""
    ended_at: datetime | None = None
    """When the attempt that sent it ended; None if it crashed, or may still run."""

    @property
    def quiet_from(self) -> datetime | None:
        """Return from when on the server cannot create the post any more; None if no create was sent."""
        if self.create_sent_at is None:
            return None
        return self.ended_at + CARRIED_OUT_LATE if self.ended_at else self.create_sent_at + CRASHED


@dataclass(frozen=True)
class Nothing:
    """The destination is as it should be."""


@dataclass(frozen=True)
class Create:
    """Send the post."""


@dataclass(frozen=True)
class Update:
    """Replace the post with this id."""

    external_id: str


@dataclass(frozen=True)
class Remove:
    """Remove the post with this id."""

    external_id: str


@dataclass(frozen=True)
class Find:
    """Ask the platform whether the post is there."""


@dataclass(frozen=True)
class Wait:
    """The post is not there, but an earlier request may still be carried out. Look again after this time."""

    seconds: float


@dataclass(frozen=True)
class Ask:
    """Nobody but a person can say whether the post is there."""


@dataclass(frozen=True)
class Cannot:
    """The platform cannot do it: `update` or `remove`."""

    what: str


Step = Nothing | Create | Update | Remove | Find | Wait | Ask | Cannot


def next_step(knowledge: Known, content_hash: str | None, abilities: Abilities) -> Step:
    """Return the next request that brings this content to the destination; None as content removes the post."""
    if content_hash is None:
        return _removal(knowledge, abilities)
    if knowledge.external_id:
        if knowledge.content_hash == content_hash:
            return Nothing()
        return Update(knowledge.external_id) if abilities.updates else Cannot("update")
    if abilities.finds:
        # Also before the first create: this database may be older than the platform's.
        return Find()
    return Create() if knowledge.create_sent_at is None or abilities.repeats else Ask()


def step_if_not_there(knowledge: Known, content_hash: str | None, now: datetime) -> Step:
    """Return what follows if the platform says that the post is not there."""
    if knowledge.quiet_from is not None and now < knowledge.quiet_from:
        return Wait((knowledge.quiet_from - now).total_seconds())
    return Nothing() if content_hash is None else Create()


def known_if_there(knowledge: Known, sent: Sent, content_hash: str | None, abilities: Abilities) -> Known:
    """Return what is known once the platform says that the post is there."""
    content = knowledge.content_hash
    if knowledge.create_sent_at is None:
        # It was created before this database knew of it. Without updates its content stays whatever it is.
        content = "" if abilities.updates else content_hash or ""
    return replace(knowledge, external_id=sent.external_id, content_hash=content, create_sent_at=None, ended_at=None)


def _removal(knowledge: Known, abilities: Abilities) -> Step:
    if knowledge.external_id:
        return Remove(knowledge.external_id) if abilities.removes else Cannot("remove")
    if knowledge.create_sent_at is None:
        return Nothing()
    return Find() if abilities.finds else Ask()
