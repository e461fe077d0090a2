"""While the database is down, a pass allows reading the overview and the metrics. Nothing can be changed."""

import logging
import time
from datetime import UTC, datetime

from flask import Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError

from fsp.accounts.passes import give_pass, name_on_pass
from fsp.clock import utc_now
from fsp.conditions.rules.database_down import LOCKED
from fsp.errors import FspError
from fsp.health.outages import is_absence
from fsp.health.stores import check_database
from fsp.models.account import Account, Role
from fsp.stores import current_redis, db
from fsp.web.error_handlers import without_database
from fsp.web.health_watch import current_watch, database_is_away, database_was_away, redis_was_away

log = logging.getLogger(__name__)

OPEN_WITHOUT_DATABASE = frozenset(
    {"overview.show", "overview.runbook", "preferences.set_zone", "preferences.set_theme", "api_metrics.show"}
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RENEWED_EVERY_SECONDS = 60.0
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""A token has no end of its own. Its pass lasts while it is in use, and ends when it is revoked."""


class DatabaseAway(FspError):
    """The database was down a moment ago. Querying it would only delay this request."""


def raise_if_away() -> None:
    """Raise DatabaseAway if the last check found the database down and another check confirms it."""
    if database_was_away() and database_is_away() and not _is_unlocked():
        raise DatabaseAway


def _is_unlocked() -> bool:
    """Return whether the last check found the database locked, and it no longer is. Wait at most a second for that.

    A busy machine holds a lock for longer than the check waits; requests are not refused for that until the next check.
    """
    return known_cause() == LOCKED and check_database().status != "unhealthy"


def says_away(error: SQLAlchemyError | DatabaseAway) -> bool:
    """Return whether this error prevents the account lookup; end the failed session."""
    if isinstance(error, DatabaseAway):
        return True
    if not is_absence(error):
        return False
    log.warning("who asks could not be looked up", extra={"error": type(error).__name__})
    db.session.remove()
    return True


def renew_pass(token: str, name: str, *, ends_at: datetime) -> None:
    """Renew the pass of a session or token in use: once a minute per process, and not while Redis is down."""
    renewed: dict[str, float] = current_app.extensions.setdefault("fsp_passes_renewed", {})
    now = time.monotonic()
    if now - renewed.get(token, float("-inf")) < RENEWED_EVERY_SECONDS or redis_was_away():
        return
    for old in [token_hash for token_hash, at in renewed.copy().items() if now - at >= RENEWED_EVERY_SECONDS]:
        renewed.pop(old, None)
    renewed[token] = now
    give_pass(current_redis(), token, name, ends_at=ends_at)


def visitor(token: str) -> Account | None:
    """Return the account of a pass, with the rights of a viewer whatever its role."""
    name = name_on_pass(current_redis(), token, utc_now()) if token else None
    return Account(id=0, name=name, role=Role.VIEWER) if name else None


def known_cause() -> str:
    """Return why the database is down, according to the last health check; empty if unknown."""
    parts = {part.name: part for part in current_watch().last[0]}
    disk, database = parts.get("disk"), parts.get("database")
    if disk is not None and disk.status == "unhealthy":
        return "the disk of the data folder is full: free some space"
    return str(database.details.get("cause", "")) if database is not None else ""


def refuse_without_database() -> Response | None:
    """Refuse requests that need the database. The overview and public pages do not."""
    if not g.database_is_away or request.endpoint is None:
        return None
    if request.method not in SAFE_METHODS and request.endpoint not in OPEN_WITHOUT_DATABASE:
        return without_database("so nothing can be changed now. Try again when it is back", cause=known_cause())
    if g.account is None:
        return without_database("so FSP cannot identify you. Reload when it is back", cause=known_cause())
    if request.endpoint in OPEN_WITHOUT_DATABASE:
        return None
    return without_database(
        "so this page cannot be shown. The overview shows live data from Redis and the health checks",
        cause=known_cause(),
    )
