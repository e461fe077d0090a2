"""Since when a problem without a trace of its beginning is there: since somebody first saw it, as Redis remembers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import redis

from fsp.conditions.finding import Problem
from fsp.redis_ops import keys
from fsp.stored import moment_of_epoch, readable, text_of

_HERE: dict[str, datetime] = {}
"""What this process saw first, for when Redis is the problem."""


def with_beginnings(
    connection: redis.Redis, problems: Sequence[Problem], now: datetime, *, has_redis: bool
) -> list[Problem]:
    """Return the problems, each with its beginning; forget those that are over."""
    untold = {problem.name for problem in problems if problem.since is None}
    known = _remembered(connection, untold, now) if has_redis else {}
    for name in _HERE.keys() - untold:
        del _HERE[name]
    seen = {name: min(_HERE.setdefault(name, now), known.get(name, now)) for name in untold}
    return [problem if problem.since else replace(problem, since=seen[problem.name]) for problem in problems]


def _remembered(connection: redis.Redis, names: set[str], now: datetime) -> dict[str, datetime]:
    found = cast(dict[bytes, bytes], connection.hgetall(keys.NOTICED))
    known = dict(readable(lambda field: (text_of(field[0]), moment_of_epoch(field[1])), found.items()))
    unreadable = [name for name in found if text_of(name) not in known]
    if unreadable:
        connection.hdel(keys.NOTICED, *unreadable)
    over, fresh = known.keys() - names, names - known.keys()
    if over:
        connection.hdel(keys.NOTICED, *over)
    for name in fresh:
        connection.hsetnx(keys.NOTICED, name, now.timestamp())
    return known
