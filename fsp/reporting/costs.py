"""Reads what language models were used for in a period, and what it cost."""

from datetime import datetime

from sqlalchemy import func, select

from fsp.core import current_settings
from fsp.model_prices import MICROS
from fsp.models.model_request import ModelRequest
from fsp.reporting.facts import Cost
from fsp.stores import db


def costs(project_id: int | None, since: datetime, until: datetime) -> list[Cost]:
    """Return the use of each model, the most tokens first. A model without a price has no amount.

    A request whose result is unknown counts as the most that it could cost.
    """
    row = ModelRequest
    rows = db.session.execute(
        select(
            row.model,
            func.count(),
            func.sum(func.coalesce(row.prompt_tokens, 0)),
            func.sum(func.coalesce(row.completion_tokens, 0)),
            func.sum(row.charged),
        )
        .where(
            row.started_at >= since,
            row.started_at < until,
            *([row.project_id == project_id] if project_id is not None else []),
        )
        .group_by(row.model)
    )
    currency = current_settings().llm_currency
    lines = [
        Cost(model, count, int(read), int(written), int(charged) / MICROS if charged else None, currency)
        for model, count, read, written, charged in rows
    ]
    return sorted(lines, key=lambda cost: (-cost.prompt_tokens - cost.completion_tokens, cost.model))
