"""The record key of a post: derived from the post's key, so that every attempt writes the same record."""

import hashlib
from datetime import UTC, datetime

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
_SPAN_MICROSECONDS = 3 * 365 * 86_400 * 1_000_000
_CLOCK_BITS = 10
_LENGTH = 13


def record_key(post_key: str) -> str:
    """Return a record key in the form of a timestamp (TID), as the collection of posts requires.

    Its time lies in the years 2020 to 2022, before FSP, so it meets no key that an application made. The order of
    posts is that of their `createdAt`.
    """
    number = int.from_bytes(hashlib.sha256(f"bluesky {post_key}".encode()).digest()[:16])
    clock, moment = number % (1 << _CLOCK_BITS), (number >> _CLOCK_BITS) % _SPAN_MICROSECONDS
    rest = (int(_EARLIEST.timestamp()) * 1_000_000 + moment) << _CLOCK_BITS | clock
    digits = []
    for _ in range(_LENGTH):
        rest, digit = divmod(rest, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
