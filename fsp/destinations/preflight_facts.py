"""What the preflight of a post looks at, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.destinations.contract import CheckResult, Post
from fsp.destinations.pace import Pace

TAKEN, DEAD_LINK = "name-taken", "link-dead"
ASKED = frozenset({TAKEN, DEAD_LINK})
"""Codes of problems that are found by asking other servers."""

LookUp = Callable[[str], str]
"""Returns how a link answered if it is gone, such as "404"; empty if it is there or unknown."""


@dataclass(frozen=True)
class Problem:
    """One fault: a code for programs, what is wrong, and what to do."""

    code: str
    message: str
    fix: str


@dataclass(frozen=True)
class Place:
    """A destination as the checks see it."""

    name: str
    pause: str = ""
    """Why it is paused; empty if it is not."""
    circuit_open_since: datetime | None = None
    circuit_reason: str = ""
    credentials_expire_at: datetime | None = None
    tested_at: datetime | None = None
    results: tuple[CheckResult, ...] = ()
    max_lateness: timedelta | None = None
    holds_late: bool = True
    set_up_fault: str = ""
    """Why its platform cannot be connected; empty if it can."""
    pace: Pace | None = None
    """When the post will be live, as far as the rate decides it; None without a rate."""


@dataclass(frozen=True)
class Contents:
    """What would be sent. `post` is None without a text; `image_faults` are by the image's address in the text."""

    post: Post | None
    text_fault: str = ""
    """Why the short text cannot be made; empty if it can."""
    image_faults: tuple[tuple[str, str], ...] = ()
    dead_links: tuple[tuple[str, str], ...] = ()
    """Links that answered that they are gone, with the answer."""
    taken_by: str = ""
    """Where another post has the name of this one; empty if it is free or unknown."""
