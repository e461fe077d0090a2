"""Every night: drops the texts of old requests, and gives up requests whose job will not come back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.stores import db
from fsp.writing.spending import mark_unknown

GIVEN_UP_AFTER = timedelta(days=1)
BATCH = 500


def clean_up_requests(*, retention: timedelta, now: datetime) -> int:
    """Drop the texts of requests past their retention; return how many. Tokens and costs stay.

    A request in flight for a day lost its worker and its job. Its reservation stays counted, as of any unknown one.
    """
    lost = db.session.scalars(
        select(ModelRequest)
        .where(ModelRequest.phase == RequestPhase.IN_FLIGHT, ModelRequest.started_at < now - GIVEN_UP_AFTER)
        .limit(BATCH)
    ).all()
    db.session.commit()
    for row in lost:
        mark_unknown(row, text=row.text, error="The worker stopped while the request was in flight.")
    result: Any = db.session.execute(
        update(ModelRequest).where(ModelRequest.started_at < now - retention, ModelRequest.text != "").values(text="")
    )
    db.session.commit()
    return int(result.rowcount)
