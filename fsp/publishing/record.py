"""Stores what happens to a publication. Each change is one conditional UPDATE, so that two attempts cannot both act."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update

from fsp.destinations.contract import Sent
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.frozen import Frozen
from fsp.publishing.frozen_moments import moment_as_text, moment_from_text
from fsp.publishing.next_step import Known
from fsp.publishing.publication_updates import (
    ANSWER_LOST,
    ATTEMPT,
    EDITED,
    END,
    END_WITH_DRIFT,
    FIRST_CREATE,
    LATER_CREATE,
    PUBLISHED,
    REFUSED,
    REMOVED,
    SENT_AND_PUBLISHED,
    THERE,
    UPDATE_REFUSED,
    UPDATE_SENT,
)
from fsp.stores import db

MAX_EVIDENCE_BYTES = 16_000


@dataclass(frozen=True)
class Content:
    """What an attempt sends: its hash, and what is frozen with the publication."""

    sha256: str
    revision_id: int
    frozen: Frozen

    @property
    def values(self) -> dict[str, Any]:
        """Return the values of the columns that say what was sent."""
        return {"new_content_hash": self.sha256, "new_revision_id": self.revision_id, "new_frozen": self.frozen}


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
    return _write(ATTEMPT, publication_id, now=now)


def record_create(publication_id: int, knowledge: Known, content: Content, now: datetime) -> bool:
    """Record that a create is sent; return False if another attempt was first. Only then may it be sent."""
    if knowledge.create_sent_at is None:
        return _write(FIRST_CREATE, publication_id, now=now, **content.values)
    return _write(LATER_CREATE, publication_id, now=now, then=knowledge.create_sent_at, **content.values)


def record_answer_lost(publication: Publication, sent_at: datetime, now: datetime) -> None:
    """Record that the attempt which sent the create of then has ended without an answer."""
    evidence = {
        "removals": removals_of(publication),
        "create_sent_at": sent_at.isoformat(),
        "answer_lost_at": moment_as_text(now),
    }
    _write(ANSWER_LOST, publication.id, then=sent_at, new_evidence=evidence, now=now)


def record_refused(publication_id: int, sent_at: datetime) -> None:
    """Record that the create of then was certainly not carried out."""
    _write(REFUSED, publication_id, then=sent_at)


def record_update(publication_id: int, now: datetime) -> None:
    """Record that an update is sent. Until its result is known, what is there may be FSP's own."""
    _write(UPDATE_SENT, publication_id, now=now)


def record_update_refused(publication_id: int, sent_at: datetime) -> None:
    """Record that the update of then was certainly not carried out. An earlier one may have been."""
    _write(UPDATE_REFUSED, publication_id, then=sent_at)


def record_edited(publication_id: int, edited_hash: str, held_because: str, now: datetime) -> None:
    """Record that somebody changed the post there, so that the update waits for a person."""
    _write(EDITED, publication_id, new_edited_hash=edited_hash, new_held_because=held_because, now=now)


def record_there(publication_id: int, sent: Sent, now: datetime) -> None:
    """Record that the platform created the post."""
    _write(THERE, publication_id, now=now, **_result(sent))


def record_published(publication_id: int, sent: Sent | None, content: Content, now: datetime) -> None:
    """Record that the destination holds this content. A post that a person unpublished meanwhile stays so.

    The caller commits.
    """
    if sent is None:
        _execute(PUBLISHED, publication_id, now=now, **content.values)
    else:
        _execute(SENT_AND_PUBLISHED, publication_id, now=now, **content.values, **_result(sent))


def record_removed(publication_id: int, removals: int, now: datetime) -> None:
    """Record that the post is not there. One that is wanted again meanwhile stays wanted."""
    _write(
        REMOVED,
        publication_id,
        new_evidence={"removals": removals, "removed_at": now.isoformat()},
        now=now,
    )


def record_end(
    publication_id: int,
    state: PublicationState,
    now: datetime,
    *,
    error: str = "",
    held_because: str = "",
    drift: Drift | None = None,
) -> None:
    """Record how an attempt ended. A state that a person set meanwhile stays."""
    values = {"new_state": state, "new_error": error, "new_held_because": held_because, "now": now}
    if drift is None:
        _write(END, publication_id, **values)
    else:
        _write(END_WITH_DRIFT, publication_id, new_drift=drift, **values)


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
    """Return the values for `_SENT`."""
    return {
        "new_external_id": sent.external_id,
        "new_url": sent.url or None,
        "new_remote_hash": sent.remote_hash,
        "new_evidence": sent.evidence,
    }


def _write(change: Update, publication_id: int, **values: Any) -> bool:
    has_changed = _execute(change, publication_id, **values)
    db.session.commit()
    return has_changed


def _execute(change: Update, publication_id: int, **values: Any) -> bool:
    updated = db.session.execute(change, {"this": publication_id, **values})
    return bool(updated.rowcount)  # type: ignore[attr-defined]
