"""Facts about destinations: posts that are late or wait for a person, and what keeps a destination from publishing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from fsp.queueing.blocker import Blocker


@dataclass(frozen=True)
class WaitingPosts:
    """How many posts wait, since when, and the first of them."""

    posts: int = 0
    since: datetime | None = None
    item_id: int | None = None
    title: str = ""
    """The title of the only one; empty if there are several."""
    error: str = ""
    """The error of the last attempt at one of them."""


@dataclass(frozen=True)
class DestinationFacts:
    """A destination that was not removed."""

    id: int
    label: str
    """Its name with its project, such as garden/Company blog. The site of a project is garden/Site."""
    name: str
    project_slug: str
    is_site: bool = False
    late: WaitingPosts = field(default_factory=WaitingPosts)
    """Posts whose time has passed for at least a minute and that were never there, and changes that wait as long."""
    held: WaitingPosts = field(default_factory=WaitingPosts)
    """Posts that were due too long ago and wait for a decision."""
    unknown: WaitingPosts = field(default_factory=WaitingPosts)
    """Posts of which nobody knows whether they are there."""
    edited: WaitingPosts = field(default_factory=WaitingPosts)
    """Posts that somebody changed there, whose updates wait for a decision."""
    recent: Counter[int] = field(default_factory=Counter)
    """The sketch of the times from due to live of the last hour."""
    alert_after_seconds: int | None = None
    """From which delay on posts count as late; None for never."""
    paused_by: str = ""
    """Who paused it; empty if it is not paused."""
    pause_reason: str = ""
    circuit: str = "closed"
    circuit_why: str = ""
    opened_at: datetime | None = None
    open_until: datetime | None = None
    blockers: tuple[Blocker, ...] = ()
    """Why its next job does not start."""
    credentials_expire_at: datetime | None = None

    @property
    def page(self) -> str:
        """Return the address of its page."""
        return f"/projects/{self.project_slug}/destinations/{self.id}"

    @property
    def pause(self) -> str:
        """Return who paused it and why; empty if it is not paused."""
        reason = f": {self.pause_reason}" if self.pause_reason else ""
        return f"{self.paused_by} paused it{reason}" if self.paused_by else ""
