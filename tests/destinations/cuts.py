"""Creates posts while answers are cut off, as the pipeline does: it looks before each create."""

import os
import random
from collections.abc import Callable
from typing import Any

from fsp.destinations.contract import Platform, Post, Sent
from fsp.errors import ServiceUnavailable
from testbed.platforms.server import PlatformServer

SEED = int(os.environ.get("FSP_SEED", "17"))
MAX_ATTEMPTS = 30
FAULTS: tuple[tuple[int | str, dict[str, Any]], ...] = (
    ("cut-after", {}),
    ("cut-after", {}),
    (502, {"after": True}),
    (504, {"after": True}),
    ("cut-before", {}),
    (503, {}),
)


def create_under_cuts(
    server: PlatformServer, connect: Callable[[], Platform], posts: list[Post], *, creates: str
) -> list[Sent]:
    """Create each post; the first answer to each create is lost or wrong. Return where each one is."""
    choice = random.Random(SEED)
    sent = []
    for post in posts:
        kind, details = choice.choice(FAULTS)
        server.fail_next(kind, on=creates, **details)
        sent.append(_create(connect, post))
    return sent


def _create(connect: Callable[[], Platform], post: Post) -> Sent:
    for _ in range(MAX_ATTEMPTS):
        platform = connect()
        try:
            return platform.find(post) or platform.create(post)
        except ServiceUnavailable:
            continue
    raise AssertionError(f"not created in {MAX_ATTEMPTS} attempts")
