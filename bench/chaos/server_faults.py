"""The faults of the platforms' servers in a chaos run, drawn for each request."""

import random
from collections.abc import Callable, Iterable
from http import HTTPStatus

from testbed.platforms.faults import Fault, fault
from testbed.platforms.messages import Request
from testbed.platforms.server import PlatformServer

TRANSIENT: tuple[tuple[str, float], ...] = (
    ("cut-after", 0.035),
    ("cut-before", 0.025),
    ("503", 0.015),
    ("500", 0.01),
    ("500 after it was carried out", 0.005),
    ("429", 0.01),
    ("slow", 0.0005),
)
REFUSED: tuple[tuple[str, float], ...] = tuple((status, 0.001) for status in ("401", "403", "409", "413", "422"))
"""A person sends the post again."""
GONE: tuple[tuple[str, float], ...] = (("404", 0.001),)
"""Only while posts are created: later it would mean that somebody deleted a post there."""


def let_fail(servers: Iterable[PlatformServer], seed: int, faults: Iterable[tuple[str, float]]) -> None:
    """Let each server draw from these faults, with its own sequence."""
    kinds = tuple(faults)
    for number, server in enumerate(servers):
        server.choose_fault = _choice(random.Random(seed * 100 + number), kinds)


def _choice(chance: random.Random, kinds: tuple[tuple[str, float], ...]) -> Callable[[Request], Fault | None]:
    def choose(_: Request) -> Fault | None:
        drawn, upper = chance.random(), 0.0
        for kind, probability in kinds:
            upper += probability
            if drawn < upper:
                return _fault(kind)
        return None

    return choose


def _fault(kind: str) -> Fault:
    status, _, after = kind.partition(" ")
    if not status.isdigit():
        return fault(status)
    headers = {"Retry-After": "1"} if int(status) == HTTPStatus.TOO_MANY_REQUESTS else {}
    return fault(int(status), headers=headers, after=bool(after))
