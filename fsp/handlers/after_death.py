"""What a job's death means for the thing it was about."""

from typing import Any

from sqlalchemy import update

from fsp.importing.upload_state import fail_upload
from fsp.models.item import Item, ItemState
from fsp.stores import db


def complete(job_type: str, arguments: dict[str, Any], error: str) -> None:
    """Mark an item whose publishing died as failed, so that the sweep does not try it for ever; an upload likewise."""
    fail_upload(job_type, arguments, error)
    if job_type != "item-scheduled-publish" or "item_id" not in arguments:
        return
    db.session.execute(
        update(Item)
        .where(Item.id == arguments["item_id"], Item.state == ItemState.SCHEDULED)
        .values(state=ItemState.FAILED)
    )
    db.session.commit()
