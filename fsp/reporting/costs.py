"""Reads what language models were used for in a period."""

from datetime import datetime

from sqlalchemy import func, select

from fsp.models.item import Item, Revision
from fsp.reporting.facts import Cost
from fsp.stores import db


def costs(project_id: int | None, since: datetime, until: datetime) -> list[Cost]:
    """Return the use of each model, the most tokens first."""
    prompt, completion = func.sum(Revision.prompt_tokens), func.sum(Revision.completion_tokens)
    rows = db.session.execute(
        select(Revision.author, func.count(), prompt, completion)
        .join(Item, Item.id == Revision.item_id)
        .where(
            Revision.prompt_tokens.is_not(None),
            Revision.created_at >= since,
            Revision.created_at < until,
            *([Item.project_id == project_id] if project_id is not None else []),
        )
        .group_by(Revision.author)
    )
    lines = [Cost(author, count, int(read or 0), int(written or 0)) for author, count, read, written in rows]
    return sorted(lines, key=lambda cost: (-cost.prompt_tokens - cost.completion_tokens, cost.model))
