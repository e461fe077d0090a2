"""What a person decides about a publication: to send a late post or to skip it, whether an unknown one is there, and
which text stays of one that somebody changed there.
"""

from datetime import datetime
from typing import Any

import redis
from sqlalchemy import update

from fsp.errors import Conflict, InvalidInput
from fsp.models.destination import Destination
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.outstanding import enqueue_delivery
from fsp.publishing.permission import read_consent
from fsp.publishing.record import removals_of
from fsp.stores import db

MAX_ID_CHARACTERS, MAX_URL_CHARACTERS = 1000, 2000


def send_now(publication: Publication, *, connection: redis.Redis, now: datetime) -> None:
    """Send a post that is held, or that failed; raise Conflict if it is neither. A failed removal is repeated."""
    states = [PublicationState.HELD, PublicationState.FAILED]
    consent = read_consent(publication.item_id)
    is_removal = publication.external_id and consent and consent.why_withdrawn
    state = PublicationState.REMOVING if is_removal else PublicationState.PENDING
    _decide(publication, states, "held", state=state, due_at=now, wanted_at=now, held_because="", error="")
    _enqueue(publication, connection)


def skip(publication: Publication) -> None:
    """Never send a post that is held; raise Conflict if it is not held."""
    held_because = f"Skipped. {publication.held_because}"
    _decide(publication, [PublicationState.HELD], "held", state=PublicationState.UNPUBLISHED, held_because=held_because)


def overwrite(publication: Publication, *, connection: redis.Redis, now: datetime) -> None:
    """Let the update that waits replace what somebody changed there; raise Conflict if none waits.

    A change that is made there after the one which FSP saw is asked about again.
    """
    _decide(
        publication,
        [PublicationState.EDITED],
        "edited",
        state=PublicationState.PENDING,
        remote_hash=publication.edited_hash,
        edited_hash="",
        wanted_at=now,
        held_because="",
        drift=Drift.NONE,
    )
    _enqueue(publication, connection)


def keep_theirs(publication: Publication) -> None:
    """Leave the post as somebody changed it there; raise Conflict if no update waits.

    The next update of the post is asked about again.
    """
    _decide(
        publication,
        [PublicationState.EDITED],
        "edited",
        state=PublicationState.PUBLISHED,
        edited_hash="",
        held_because="",
        drift=Drift.DIFFERS,
    )


def it_is_there(
    publication: Publication, *, external_id: str, url: str, connection: redis.Redis, now: datetime
) -> None:
    """Record that an unknown post is at its destination, by its id there or its address; raise Conflict."""
    external_id, url = external_id.strip(), url.strip()
    if not (external_id or url) or len(external_id) > MAX_ID_CHARACTERS or len(url) > MAX_URL_CHARACTERS:
        raise InvalidInput("Enter the address of the post at the destination, or its id there.")
    if url and not url.startswith(("http://", "https://")):
        raise InvalidInput(f'The address must start with http:// or https://, got "{url:.100}".')
    consent = read_consent(publication.item_id)
    is_wanted = not (consent and consent.why_withdrawn)
    _decide(
        publication,
        [PublicationState.UNKNOWN],
        "unknown",
        state=PublicationState.PUBLISHED if is_wanted else PublicationState.REMOVING,
        external_id=external_id or url,
        url=url or None,
        create_sent_at=None,
        held_because="",
        error="",
        evidence={"removals": removals_of(publication), "confirmed_at": now.isoformat()},
        published_at=publication.published_at or now,
        live_at=publication.live_at or now,
        wanted_at=now,
    )
    if not is_wanted:
        _enqueue(publication, connection)


def send_again(publication: Publication, *, connection: redis.Redis, now: datetime) -> None:
    """Send a post again that a person did not find at its destination: an unknown one, or one that was deleted there.

    Raise Conflict for any other.
    """
    is_gone = publication.state == PublicationState.PUBLISHED and publication.drift == Drift.GONE
    states = [PublicationState.PUBLISHED] if is_gone else [PublicationState.UNKNOWN]
    removals = removals_of(publication) + is_gone
    _decide(
        publication,
        states,
        "unknown",
        state=PublicationState.PENDING,
        external_id=None,
        url=None,
        content_hash=None,
        create_sent_at=None,
        drift=Drift.NONE,
        held_because="",
        error="",
        due_at=publication.due_at if publication.live_at else now,
        wanted_at=now,
        evidence={"removals": removals, "sent_again_at": now.isoformat()},
    )
    _enqueue(publication, connection)


def _decide(publication: Publication, states: list[PublicationState], decision: str, **values: Any) -> None:
    decided = db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id, Publication.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    db.session.refresh(publication)
    place, state = publication.place, publication.state
    db.session.commit()
    if not decided.rowcount:  # type: ignore[attr-defined]
        raise Conflict(f"The post at {place} is {state}, not {decision}. Reload the page.")


def _enqueue(publication: Publication, connection: redis.Redis) -> None:
    destination_id = publication.destination_id
    is_open = destination_id is not None and _is_open(destination_id)
    db.session.commit()
    if is_open and destination_id is not None:
        enqueue_delivery(connection, publication.item_id, destination_id)


def _is_open(destination_id: int) -> bool:
    destination = db.session.get_one(Destination, destination_id)
    return destination.paused_at is None and destination.removed_at is None
