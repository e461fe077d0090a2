"""Updates publications, posts, uploads and mails after their job failed permanently."""

from typing import Any

from sqlalchemy import update

from fsp.content.item_history import add_event
from fsp.importing.upload_state import fail_upload
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.item_event import EventKind
from fsp.models.publication import Publication, PublicationState
from fsp.reporting.mail_states import fail_waiting
from fsp.stores import db


def complete(job_type: str, arguments: dict[str, Any], error: str) -> None:
    """Mark a post whose publication failed permanently, so that the sweep stops retrying it.

    Uploads and mails with reports are marked likewise.
    """
    fail_upload(job_type, arguments, error)
    fail_waiting(job_type, arguments, error)
    if job_type != "item-scheduled-publish" or "item_id" not in arguments:
        return
    if arguments.get("destination_id") is not None:
        _fail_publication(arguments["item_id"], arguments["destination_id"], error)
        return
    db.session.execute(
        update(Item)
        .where(Item.id == arguments["item_id"], Item.state == ItemState.SCHEDULED)
        .values(state=ItemState.FAILED)
    )
    _note_failure(arguments["item_id"], error)
    db.session.commit()


def _fail_publication(item_id: int, destination_id: int, error: str) -> None:
    db.session.execute(
        update(Publication)
        .where(
            Publication.item_id == item_id,
            Publication.destination_id == destination_id,
            Publication.state.in_([PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.REMOVING]),
        )
        .values(state=PublicationState.FAILED, error=error)
    )
    destination = db.session.get(Destination, destination_id)
    _note_failure(item_id, error, place=destination.name if destination else "")
    db.session.commit()


def _note_failure(item_id: int, error: str, *, place: str = "") -> None:
    # The post may have been purged while its job waited.
    if db.session.get(Item, item_id) is not None:
        add_event(item_id, EventKind.FAILED, place=place, error=error)
