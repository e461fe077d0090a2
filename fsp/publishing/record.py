"""Stores what happens to a publication. Each change is one conditional UPDATE, so that two attempts cannot both act."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, update

from fsp.destinations.contract import Sent
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.frozen import Frozen
from fsp.publishing.frozen_moments import moment_as_text, moment_from_text
from fsp.publishing.next_step import Known
from fsp.stores import db

SENDABLE = (PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.FAILED)
MAX_EVIDENCE_BYTES = 16_000


@dataclass(frozen=True)
class Content:
    """What an attempt sends: its hash, and what is frozen with the publication."""

    sha256: str
    revision_id: int
    frozen: Frozen

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns that say what was sent."""
        return {"content_hash": self.sha256, "revision_id": self.revision_id, "frozen": self.frozen}


def known_of(publication: Publication) -> Known:
    """Return what is known of the post at its destination."""
    sent_at, evidence = publication.create_sent_at, publication.evidence
    # Only the attempt itself knows that it ended. Without this it crashed, or still runs.
    has_ended = sent_at is not None and evidence.get("create_sent_at") == sent_at.isoformat()
    return Known(
        external_id=publication.external_id or "",
        content_hash=publication.content_hash or "",
        create_sent_at=sent_at,
        ended_at=moment_from_text(evidence.get("answer_lost_at")) if has_ended else None,
    )


def record_attempt(publication_id: int, now: datetime) -> bool:
    """Record that an attempt to publish begins; return False if the post is not wanted there any more."""
    return _write(publication_id, Publication.state.in_(SENDABLE), state=PublicationState.PUBLISHING, updated_at=now)


def record_create(publication_id: int, knowledge: Known, content: Content, now: datetime) -> bool:
    """Record that a create is sent; return False if another attempt was first. Only then may it be sent."""
    return _write(
        publication_id,
        Publication.state == PublicationState.PUBLISHING,
        Publication.external_id.is_(None),
        Publication.create_sent_at.is_(None)
        if knowledge.create_sent_at is None
        else Publication.create_sent_at == knowledge.create_sent_at,
        create_sent_at=now,
        updated_at=now,
        **content.columns,
    )


def record_answer_lost(publication: Publication, sent_at: datetime, now: datetime) -> None:
    """Record that the attempt which sent the create of then has ended without an answer."""
    evidence = {
        "removals": removals_of(publication),
        "create_sent_at": sent_at.isoformat(),
        "answer_lost_at": moment_as_text(now),
    }
    _write(publication.id, Publication.create_sent_at == sent_at, evidence=evidence, updated_at=now)


def record_refused(publication_id: int, sent_at: datetime) -> None:
    """Record that the create of then was certainly not carried out."""
    _write(publication_id, Publication.create_sent_at == sent_at, create_sent_at=None)


def record_there(publication_id: int, sent: Sent, now: datetime) -> None:
    """Record that the platform created the post."""
    _write(
        publication_id,
        Publication.external_id.is_(None),
        **_result(sent),
        live_at=func.coalesce(Publication.live_at, now),
        updated_at=now,
    )


def record_published(publication_id: int, sent: Sent | None, content: Content, now: datetime) -> None:
    """Record that the destination holds this content. A post that a person unpublished meanwhile stays so."""
    _write(
        publication_id,
        **(_result(sent) if sent else {}),
        **content.columns,
        state=case(
            (Publication.state == PublicationState.PUBLISHING, PublicationState.PUBLISHED), else_=Publication.state
        ),
        error="",
        held_because="",
        drift=Drift.NONE,
        published_at=func.coalesce(Publication.published_at, now),
        live_at=func.coalesce(Publication.live_at, now),
        updated_at=now,
    )


def record_removed(publication_id: int, removals: int, now: datetime) -> None:
    """Record that the post is not there. One that is wanted again meanwhile stays wanted."""
    _write(
        publication_id,
        state=case(
            (
                Publication.state.in_([PublicationState.REMOVING, PublicationState.FAILED]),
                PublicationState.UNPUBLISHED,
            ),
            else_=Publication.state,
        ),
        external_id=None,
        url=None,
        content_hash=None,
        create_sent_at=None,
        remote_hash="",
        evidence={"removals": removals, "removed_at": now.isoformat()},
        error="",
        drift=Drift.NONE,
        updated_at=now,
    )


def record_end(
    publication_id: int, state: PublicationState, now: datetime, *, error: str = "", held_because: str = "", **more: Any
) -> None:
    """Record how an attempt ended. A state that a person set meanwhile stays."""
    _write(
        publication_id,
        Publication.state.in_([PublicationState.PUBLISHING, PublicationState.REMOVING, PublicationState.FAILED]),
        state=state,
        error=error,
        held_because=held_because,
        updated_at=now,
        **more,
    )


def removals_of(publication: Publication) -> int:
    """Return how often the post was removed from its destination."""
    count = publication.evidence.get("removals", 0)
    return count if isinstance(count, int) else 0


def storable_evidence(evidence: dict[str, Any]) -> dict[str, Any]:
    """Return evidence as JSON stores it; empty if it is too large."""
    text = json.dumps(evidence, default=str)
    stored: dict[str, Any] = json.loads(text) if len(text) <= MAX_EVIDENCE_BYTES else {}
    return stored


def _result(sent: Sent) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "external_id": sent.external_id,
        "remote_hash": sent.remote_hash,
        "evidence": sent.evidence,
        "create_sent_at": None,
    }
    return columns | ({"url": sent.url} if sent.url else {})


def _write(publication_id: int, *conditions: Any, **values: Any) -> bool:
    updated = db.session.execute(
        update(Publication).where(Publication.id == publication_id, *conditions).values(**values)
    )
    db.session.commit()
    return bool(updated.rowcount)  # type: ignore[attr-defined]
