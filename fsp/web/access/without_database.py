"""While the database is away: whoever has a pass looks at the first screen, and nobody changes anything."""

import logging

from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from fsp.errors import FspError
from fsp.extensions import current_redis, db
from fsp.health.absence import is_absence
from fsp.models.account import Account, Role
from fsp.web.access.passes import name_on_pass
from fsp.web.faults import without_database
from fsp.web.health_watch import database_is_away, database_was_away

log = logging.getLogger(__name__)

OPEN_WITHOUT_DATABASE = frozenset({"overview.show", "overview.runbook", "preferences.set_zone"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class DatabaseAway(FspError):
    """The database was found away a moment ago; asking it would only make this request wait."""


def raise_if_away() -> None:
    """Raise DatabaseAway if the last look at the database found it away, and another one does too."""
    if database_was_away() and database_is_away():
        raise DatabaseAway


def says_away(error: SQLAlchemyError | DatabaseAway) -> bool:
    """Return whether who asks cannot be looked up because of this; end what the failed question began."""
    if isinstance(error, DatabaseAway):
        return True
    if not is_absence(error):
        return False
    log.warning("who asks could not be looked up", extra={"error": type(error).__name__})
    db.session.remove()
    return True


def visitor(token: str) -> Account | None:
    """Return who has a pass, with the rights of a viewer whatever they may do otherwise."""
    name = name_on_pass(current_redis(), token) if token else None
    return Account(id=0, name=name, role=Role.VIEWER) if name else None


def refuse_without_database() -> Response | None:
    """Refuse what needs the database, and say so; the first screen and what is open to everybody need it not."""
    if not g.database_is_away or request.endpoint is None:
        return None
    if request.method not in SAFE_METHODS and request.endpoint not in OPEN_WITHOUT_DATABASE:
        return without_database("so nothing can be changed now. Do it again when it is back")
    if g.account is None:
        return without_database("so FSP cannot tell who you are. Nothing needs to be done here: reload when it is back")
    if request.endpoint in OPEN_WITHOUT_DATABASE:
        return None
    return without_database("so this page cannot be shown. The overview tells what Redis and the health checks know")
