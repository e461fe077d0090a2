"""Which publications are late: posts that were never there, and changes and removals that wait there, in SQL."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, or_

from fsp.models.item import CONSENTED, Item
from fsp.models.item_approval import is_approved
from fsp.models.publication import Publication, PublicationState

JUST_DUE = timedelta(minutes=1)
"""The sweep enqueues due posts once a minute."""
_SENDING = (PublicationState.PENDING, PublicationState.PUBLISHING)

_IS_CHANGE = or_(Publication.live_at.is_not(None), Publication.state == PublicationState.REMOVING)

LATE_SINCE = case((_IS_CHANGE, Publication.wanted_at), else_=Publication.due_at)
"""When it was wanted: a change or a removal since a person asked for it, another post since it was due."""


def is_late(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a publication, joined to its item and project, is late."""
    is_wanted = and_(Publication.state.in_(_SENDING), Item.state.in_(CONSENTED), Item.deleted_at.is_(None))
    return and_(
        or_(and_(is_wanted, is_approved()), Publication.state == PublicationState.REMOVING),
        now - JUST_DUE >= LATE_SINCE,
    )
