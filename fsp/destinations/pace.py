"""When posts that are due at a destination go live, as its rate allows. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.jobs.rate import Rate


@dataclass(frozen=True)
class Pace:
    """When a post goes live, among `count` posts that are due by then. `last_live_at` is that of the last one."""

    rate: Rate
    count: int
    live_at: datetime
    last_live_at: datetime


def live_times(due_times: Sequence[datetime], rate: Rate) -> list[datetime]:
    """Return when each post goes live at the earliest. `due_times` are in their order."""
    window, live = timedelta(seconds=rate.seconds), list[datetime]()
    for index, due_at in enumerate(due_times):
        earlier = live[-1] if live else due_at
        free_from = live[index - rate.units] + window if index >= rate.units else due_at
        live.append(max(due_at, earlier, free_from))
    return live


def last_of_queue(due_times: Sequence[datetime], live: Sequence[datetime], index: int) -> int:
    """Return the index of the last post that waits because of the ones before it, from this post on."""
    last = index
    while last + 1 < len(live) and live[last + 1] > due_times[last + 1]:
        last += 1
    return last
