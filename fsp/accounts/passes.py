"""Passes: what Redis remembers of a session or a token, so that its account has read access while the database is down.

A pass is short: each request that the database recognises renews it, and while the database is away each look does,
until the session's end. A session that was ended leaves a mark in its place, which no pass replaces; so whoever signed
out or was shut out gets in no more, whichever store is away. Where Redis was away at that moment there is no mark, and
the pass runs out by itself.
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
"""Longer than the slowest refresh of an open page, and than a long request that began before its session was ended."""

ENDED = b""
"""Stands where the session's end and the name of its account would."""


def give_pass(connection: redis.Redis, token: str, name: str, *, ends_at: datetime) -> None:
    """Remember whose session this is, or renew that. Without Redis there is no pass, and the session is as good."""
    key = keys.session_pass(fingerprint_of(token))
    try:
        with connection.pipeline(transaction=False) as pipeline:
            pipeline.set(key, f"{int(ends_at.timestamp())} {name}", ex=LASTS, nx=True)
            pipeline.expire(key, LASTS)
            pipeline.execute()
    except RedisError as error:
        log.warning("no pass for a session", extra={"error": str(error)})


def end_passes(connection: redis.Redis, digests: Iterable[str]) -> None:
    """Forget sessions by the hashes of their tokens."""
    try:
        for digest in digests:
            connection.set(keys.session_pass(digest), ENDED, ex=LASTS)
    except RedisError as error:
        log.warning("passes not ended", extra={"error": str(error)})


def name_on_pass(connection: redis.Redis, token: str, now: datetime) -> str | None:
    """Return whose session this is, and renew its pass; None if it is not known or has ended, or without Redis."""
    try:
        found = connection.getex(keys.session_pass(fingerprint_of(token)), ex=LASTS)
    except RedisError:
        return None
    ends_at, _, name = text_of(found).partition(" ") if isinstance(found, bytes) else ("", "", "")
    return name if name and now.timestamp() < read_or(0, whole_of, ends_at) else None
