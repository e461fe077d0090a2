"""Posts at six platforms while workers are killed, Redis is emptied and servers fail: published, edited and removed.

Each post must be there exactly once, with its last text, and nowhere after it was unpublished or deleted. A naive
publisher gets the same faults and doubles posts, so the harness can see it.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench.chaos.blind_retries import blind_retries, number_in
from bench.chaos.extent import extent
from bench.chaos.naive import publish_naively
from bench.chaos.publish_work import (
    Work,
    add_posts,
    delays,
    due_now,
    edit,
    open_publications,
    publications_in,
    take_down,
)
from bench.chaos.server_faults import GONE, REFUSED, TRANSIENT, let_fail
from bench.chaos.stage import START_SECONDS, Row, Stage, wait_until
from bench.figures import percentile
from fsp.models.publication import PublicationState
from testbed.places import places

ITEMS = int(os.environ.get("ITEMS", extent(20, 500)))
EDITS = int(os.environ.get("EDITS", extent(20, 200)))
REMOVALS = int(os.environ.get("REMOVALS", extent(10, 100)))
KILLS = int(os.environ.get("KILLS", extent(9, 90)))
WORKERS, THREADS = 3, 2
SETTLE_SECONDS = extent(900, 1800)
MAX_PACE_SECONDS = 60
"""How long a kill waits for its share of the progress: on a busy machine, workers take long to start again."""
MIN_NAIVE_POSTS = 200
"""With fewer, chance alone may double none."""
VARIABLES = {"FSP_DESTINATIONS_ALLOW_INTERNAL": "true"}


@dataclass
class _Tally:
    missing: int = 0
    doubled: int = 0
    stale: int = 0
    left: int = 0
    reposts: int = 0
    blind: int = 0
    falsely_asked: int = 0
    """Updates that wait for a person, although nobody changed a post at its platform."""

    @property
    def words(self) -> str:
        return (
            f"{self.missing} missing, {self.doubled} doubled, {self.blind} blind retries, {self.stale} with an old "
            f"text, {self.reposts} sent again after an edit, {self.falsely_asked} taken for edited there, "
            f"{self.left} left after removal"
        )


def publish_under_kills(stage: Stage) -> Row:
    """Publish, edit and take down under kills and faults; count what is missing, doubled, stale or left."""
    began, tally = time.monotonic(), _Tally()
    with places() as running:
        work = Work(stage, add_posts(running, ITEMS), running)
        stage.start(WORKERS, threads=THREADS, **VARIABLES)
        wait_until(lambda: stage.connection.scard("rq:workers") >= WORKERS, START_SECONDS)
        seconds, load, settled = _publish(work, tally)
        settled += _edit(work, tally)
        settled += _under_kills(work, KILLS // 3, lambda: take_down(work, REMOVALS))
        _count_left(work, tally)
        tally.blind = blind_retries(running)
        asked = publications_in(PublicationState.UNKNOWN)
    naive = publish_naively(max(ITEMS, MIN_NAIVE_POSTS), stage.seed)
    measured = (
        f"{tally.words}, {asked} asked of a person; from due to live at load {load:.0f}: {_quantiles(seconds)}; "
        f"settled {settled:.0f} s after the kills, {time.monotonic() - began:.0f} s in all; "
        f"the naive publisher doubled {naive.doubled}, with {naive.blind} blind retries"
    )
    is_met = tally == _Tally() and min(naive.doubled, naive.blind) > 0
    what = f"{ITEMS} posts x {len(running)} platforms, {EDITS} edits, {REMOVALS} removals, {KILLS} kills, 11 % faults"
    return Row(what, measured, "0, 0, 0, 0, 0, 0, 0; naive > 0", is_met)


def _publish(work: Work, tally: _Tally) -> tuple[dict[str, list[float]], float, float]:
    """Publish all posts; return the times from due to live, the load, and how long it took after the last kill."""
    let_fail([place.server for place in work.running], work.stage.seed, TRANSIENT + REFUSED + GONE)
    due_now()
    settled = _under_kills(work, KILLS // 3, flushes=2)
    seconds, load = delays(), os.getloadavg()[0]
    _count_published(work, tally)
    return seconds, load, settled


def _edit(work: Work, tally: _Tally) -> float:
    """Edit posts; return how long it took after the last kill."""
    servers = [place.server for place in work.running]
    let_fail(servers, work.stage.seed + 50, TRANSIENT + REFUSED)
    created = sum(len(server.created) for server in servers)
    settled = _under_kills(work, KILLS // 3, lambda: edit(work, EDITS))
    _count_published(work, tally)
    tally.falsely_asked = publications_in(PublicationState.EDITED)
    tally.reposts = sum(len(server.created) for server in servers) - created
    return settled


def _quantiles(seconds: dict[str, list[float]]) -> str:
    """Return the median and the 95th percentile of all, and the latter of each platform."""
    everywhere = [value for values in seconds.values() for value in values]
    each = ", ".join(f"{platform} {percentile(values, 0.95):.0f} s" for platform, values in sorted(seconds.items()))
    return f"median {percentile(everywhere, 0.5):.0f} s, p95 {percentile(everywhere, 0.95):.0f} s ({each})"


def _under_kills(work: Work, kills: int, change: Callable[[], object] | None = None, *, flushes: int = 0) -> float:
    """Make a change; kill workers by the progress; return how long the rest took after the last kill."""
    if change:
        change()
    total = max(1, open_publications(work))
    emptied = {(number + 1) * kills // (flushes + 1) for number in range(flushes)}
    for number in range(kills):
        left = total * (kills - number) / (kills + 1)
        wait_until(lambda left=left: work.sweep() and open_publications(work) <= left, MAX_PACE_SECONDS)  # type: ignore[misc]
        time.sleep(work.stage.chance.uniform(0, 0.2))
        if number in emptied:
            work.stage.connection.flushdb()
        work.stage.kill_one(lambda: work.stage.worker(threads=THREADS, **VARIABLES))
    return wait_until(lambda: work.sweep() and not open_publications(work), SETTLE_SECONDS)


def _count_published(work: Work, tally: _Tally) -> None:
    """Compare what readers see with what each post says now. Posts that a person is asked about may be missing."""
    for place in work.running:
        texts = place.shown()
        counts = Counter(number_in(text) for text in texts)
        current = {number_in(text) for text in texts if work.is_current(text)}
        unknown = work.unknown_at(place)
        for number in work.numbers:
            tally.missing += counts[number] == 0 and number not in unknown
            tally.doubled += max(0, counts[number] - 1)
            tally.stale += counts[number] > 0 and number not in current | unknown


def _count_left(work: Work, tally: _Tally) -> None:
    for place in work.running:
        counts = Counter(number_in(text) for text in place.shown())
        unknown = work.unknown_at(place)
        for number in work.numbers:
            if number in work.removed:
                tally.left += counts[number]
            else:
                tally.missing += counts[number] == 0 and number not in unknown
