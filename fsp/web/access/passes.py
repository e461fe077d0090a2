"""Passes: what Redis remembers of a session, so that its person may look while the database is away.

A pass is written when a session is opened and ends with it. A session that was ended leaves a mark in its place, which
no later pass replaces; so whoever signed out or was shut out gets in no more, whichever store is away.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

import redis
from redis.exceptions import RedisError

from fsp.redis_ops import keys
from fsp.security.tokens import fingerprint_of

log = logging.getLogger(__name__)

ENDED = ""
"""Stands where the name of the account would: no account has an empty name."""


def give_pass(connection: redis.Redis, token: str, name: str, *, lasts: timedelta) -> None:
    """Remember whose session this is. Without Redis there is no pass, and the session is as good as ever."""
    try:
        connection.set(keys.session_pass(fingerprint_of(token)), name, ex=lasts, nx=True)
    except RedisError as error:
        log.warning("no pass for a session", extra={"error": str(error)})


def end_passes(connection: redis.Redis, digests: Iterable[str], *, lasts: timedelta) -> None:
    """Forget sessions by the hashes of their tokens, for as long as a pass may last."""
    try:
        for digest in digests:
            connection.set(keys.session_pass(digest), ENDED, ex=lasts)
    except RedisError as error:
        log.warning("passes not ended", extra={"error": str(error)})


def name_on_pass(connection: redis.Redis, token: str) -> str | None:
    """Return whose session this is, None for one that is not known here or has ended, or if Redis is away too."""
    try:
        found = connection.get(keys.session_pass(fingerprint_of(token)))
    except RedisError:
        return None
    return found.decode() or None if isinstance(found, bytes) else None
