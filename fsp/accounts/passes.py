"""Passes in Redis give a session or a token read access while the database is down.

A pass is short-lived. Each request renews it until the session ends. When a session ends, a marker replaces its pass,
and no later pass replaces the marker. So a signed-out or disabled account stays out, whichever store is down. If Redis
is down at that moment there is no marker, and the pass expires.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import redis
from redis.exceptions import RedisError

from fsp.redis_ops import keys
from fsp.security.tokens import fingerprint_of
from fsp.stored import read_or, text_of, whole_of

log = logging.getLogger(__name__)

LASTS = timedelta(minutes=10)
"""Longer than the longest refresh interval, and than a request that began before its session ended."""

ENDED = b""
"""The marker of an ended session, in place of its expiry time and account name."""


def give_pass(connection: redis.Redis, token: str, name: str, *, ends_at: datetime) -> None:
    """Create or renew the pass of a session. Without Redis there is no pass, and the session works all the same."""
    key = keys.session_pass(fingerprint_of(token))
    try:
        with connection.pipeline(transaction=False) as pipeline:
            pipeline.set(key, f"{int(ends_at.timestamp())} {name}", ex=LASTS, nx=True)
            pipeline.expire(key, LASTS)
            pipeline.execute()
    except RedisError as error:
        log.warning("no pass for a session", extra={"error": str(error)})


def end_passes(connection: redis.Redis, digests: Iterable[str]) -> None:
    """Replace the passes of sessions, named by the hashes of their tokens, by end markers."""
    try:
        for digest in digests:
            connection.set(keys.session_pass(digest), ENDED, ex=LASTS)
    except RedisError as error:
        log.warning("passes not ended", extra={"error": str(error)})


def name_on_pass(connection: redis.Redis, token: str, now: datetime) -> str | None:
    """Return the account name on a pass and renew the pass; None if it is unknown or has ended, or without Redis."""
    try:
        stored = connection.getex(keys.session_pass(fingerprint_of(token)), ex=LASTS)
    except RedisError:
        return None
    ends_at, _, name = text_of(stored).partition(" ") if isinstance(stored, bytes) else ("", "", "")
    return name if name and now.timestamp() < read_or(0, whole_of, ends_at) else None
