"""Treats a key of an unexpected type, for example written by another tool, like a missing key when it is read.

Such a key must not break a page, a worker or a list. Writing to it is still refused.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from redis.exceptions import ResponseError

log = logging.getLogger(__name__)

_NOTHING: dict[str, Callable[[Sequence[Any]], Any]] = {
    **dict.fromkeys(("GET", "HGET", "LINDEX", "ZSCORE", "HEXISTS", "SISMEMBER", "ZRANK", "LPOS"), lambda _: None),
    **dict.fromkeys(("LLEN", "HLEN", "SCARD", "ZCARD", "XLEN", "ZCOUNT", "STRLEN"), lambda _: 0),
    **dict.fromkeys(("LRANGE", "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), lambda _: []),
    **dict.fromkeys(("XRANGE", "XREVRANGE", "HKEYS", "HVALS"), lambda _: []),
    **dict.fromkeys(("SMEMBERS", "SINTER", "SUNION"), lambda _: set()),
    "HGETALL": lambda _: {},
    "HMGET": lambda arguments: [None] * (len(arguments) - 2),
    "ZMSCORE": lambda arguments: [None] * (len(arguments) - 2),
    "SMISMEMBER": lambda arguments: [0] * (len(arguments) - 2),
    "HSCAN": lambda _: (0, {}),
    "ZSCAN": lambda _: (0, []),
    "SSCAN": lambda _: (0, []),
}
"""Command → its response for a missing key."""


def nothing_instead(error: ResponseError, arguments: Sequence[Any]) -> Any:
    """Return the result for a missing key if this was a read of a key of another type; otherwise raise the error."""
    name = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0])
    nothing = _NOTHING.get(name.upper())
    if (
        nothing is None
        or "WRONGTYPE" not in str(error)
        or getattr(error, "status_code", None) not in {None, "WRONGTYPE"}
    ):
        raise error
    log.warning("a key holds another kind of value", extra={"key": f"{arguments[1]!r:.100}", "command": name})
    return nothing(arguments)
