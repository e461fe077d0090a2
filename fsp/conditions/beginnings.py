"""The start of problems that leave no trace of it: when they were first seen, stored in Redis."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import redis

from fsp.conditions.finding import Finding
from fsp.redis_ops import process_keys
from fsp.redis_ops.reads import Read
from fsp.stored import exact_text_of, moment_of_epoch, raw_of, read_or

Noticed = Mapping[str, datetime | None]
"""When each problem was first seen, by name; None if unreadable."""

_HERE: dict[str, datetime] = {}
"""What this process saw first, for problems with Redis itself."""


def noticed_read() -> Read[Noticed]:
    """Return a read of the stored times that can be combined with others."""
    return Read(lambda pipeline: pipeline.hgetall(process_keys.NOTICED), lambda answers: _noticed(answers[0]))


def with_beginnings(problems: Sequence[Finding], noticed: Noticed, now: datetime) -> list[Finding]:
    """Return the problems, each with its start."""
    names = _without_trace(problems)
    for name in _HERE.keys() - names:
        del _HERE[name]
    seen = {name: min(_HERE.setdefault(name, now), noticed.get(name) or now) for name in names}
    return [problem if problem.since else replace(problem, since=seen[problem.name]) for problem in problems]


def remember_beginnings(connection: redis.Redis, problems: Sequence[Finding], noticed: Noticed, now: datetime) -> None:
    """Store which problems are new, for all processes; forget those that are over."""
    names = _without_trace(problems)
    over = [name for name, at in noticed.items() if at is None or name not in names]
    fresh = names - noticed.keys()
    if not over and not fresh:
        return
    pipeline = connection.pipeline(transaction=False)
    if over:
        pipeline.hdel(process_keys.NOTICED, *map(raw_of, over))
    for name in fresh:
        pipeline.hsetnx(process_keys.NOTICED, name, now.timestamp())
    pipeline.execute()


def _without_trace(problems: Sequence[Finding]) -> set[str]:
    return {problem.name for problem in problems if problem.since is None}


def _noticed(fields: dict[bytes, bytes]) -> Noticed:
    return {exact_text_of(name): read_or(None, moment_of_epoch, at) for name, at in fields.items()}
