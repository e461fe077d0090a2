"""Sends the requests for one destination, each timed and counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import redis

from fsp.destinations.contract import Platform, Post, Sent
from fsp.errors import InconclusiveLookup, PermanentFailure, StillWanted
from fsp.jobs.run_context import step
from fsp.metrics.platform_calls import counted_call
from fsp.performance.execution import PLATFORM_PREFIX
from fsp.publishing.next_step import Known

Result = TypeVar("Result")


class LookAgain(StillWanted):
    """An earlier request may still be carried out. The server is fine, so circuits ignore it."""


class NeedsPerson(PermanentFailure):
    """The platform cannot say whether the post is there."""


@dataclass(frozen=True)
class Sender:
    """What sends the requests for one destination. `label` names it where calls are counted."""

    platform: Platform
    connect_for_create: Callable[[], Platform]
    """Return the platform with a client that sends nothing after the window of a create."""
    label: str
    connection: redis.Redis
    clock: Callable[[], datetime]
    asks_about_edits: bool = True
    """Whether an update waits for a person if somebody changed the post there."""

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Send a request, timed and counted."""
        with step(f"{PLATFORM_PREFIX}{self.label}"), counted_call(self.connection, self.label):
            return function(*arguments)

    def find(self, knowledge: Known, post: Post) -> Sent | None:
        """Ask the platform for the post.

        Raise NeedsPerson if the answer is inconclusive and a create was sent before.
        """
        try:
            return self.call(self.platform.find, post)
        except InconclusiveLookup as error:
            if knowledge.create_sent_at is None:
                return None
            raise NeedsPerson(str(error)) from error
