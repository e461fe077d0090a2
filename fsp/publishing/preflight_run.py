"""One run of the preflight over many posts: what it asks other servers, and what it reads once for all posts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fsp.destinations.contract import Platform, Post
from fsp.destinations.gates import rate_in_force
from fsp.destinations.pace import Pace
from fsp.destinations.preflight_facts import ASKED, TAKEN, LookUp, Problem
from fsp.destinations.taken_names import KnowsTakenNames
from fsp.errors import FspError
from fsp.gates.keyed import KeyedGate
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.publishing.forecast import Forecast
from fsp.security.guarded_http import GuardedClient

BEFORE = timedelta(minutes=65)
"""How long before its time a post is checked again."""


@dataclass
class PreflightRun:
    """Without `look_up` and `http`, as for a page, no other server is asked: what was found before stays."""

    now: datetime
    look_up: LookUp | None = None
    http: GuardedClient | None = None
    """The client with which platforms are asked. It has a short time limit."""
    _silent: set[int] = field(default_factory=set)
    """Destinations that did not answer. They are not asked again in this run."""

    def __post_init__(self) -> None:
        self._forecast = Forecast(self.now)

    def pace(self, item: Item, destination: Destination, platform: Platform | None, gate: KeyedGate) -> Pace | None:
        """Return when a post goes live, as far as the rate decides it."""
        if platform is None or platform.abilities.is_local:
            return None
        return self._forecast.pace(item.id, destination, rate_in_force(destination, platform.abilities, gate))

    def taken_by(self, publication: Publication, item: Item, platform: Platform, post: Post, gate: KeyedGate) -> str:
        """Ask the platform where another post has the name of this one; empty if it is free or unknown."""
        number = publication.destination_id or 0
        if not isinstance(platform, KnowsTakenNames) or not self._asks_about(publication, item):
            return ""
        if number in self._silent or gate.pause or gate.circuit == "open":
            return ""
        try:
            return platform.taken_by(post)
        except FspError:
            # Other checks report a server that fails.
            self._silent.add(number)
            return ""

    def earlier(self, publication: Publication, item: Item) -> list[Problem]:
        """Return what an earlier run found out from other servers, if this one does not ask them."""
        is_current = publication.preflight_at is not None and publication.preflight_at >= item.updated_at
        if self.look_up is not None or not is_current:
            return []
        return [Problem(**row) for row in publication.preflight if row.get("code") in ASKED]

    def _asks_about(self, publication: Publication, item: Item) -> bool:
        """Return whether to ask about a post that was never sent: when it is new, near its time, or was taken."""
        if self.http is None or publication.external_id or publication.create_sent_at:
            return False
        is_new = publication.preflight_at is None or publication.preflight_at < item.updated_at
        is_near = item.publish_at is not None and item.publish_at <= self.now + BEFORE
        return is_new or is_near or any(row.get("code") == TAKEN for row in publication.preflight)
