"""Posts at six platforms while workers are killed, Redis is emptied and servers fail: published, edited and removed.

Each post must be there exactly once, with its last text, and nowhere after it was unpublished or deleted. A naive
publisher gets the same faults and doubles posts, so the harness can see it.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bench.chaos.extent import extent
from bench.chaos.naive import doubled_naively
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
from bench.chaos.stage import Row, Stage, wait_until
from bench.figures import percentile
from fsp.models.publication import PublicationState
from testbed.places import Place, places

ITEMS = int(os.environ.get("ITEMS", extent(20, 500)))
EDITS = int(os.environ.get("EDITS", extent(20, 200)))
REMOVALS = int(os.environ.get("REMOVALS", extent(10, 100)))
KILLS = int(os.environ.get("KILLS", extent(9, 90)))
WORKERS, THREADS = 3, 2
SETTLE_SECONDS = 900
VARIABLES = {"FSP_DESTINATIONS_ALLOW_INTERNAL": "true"}


@dataclass
class _Tally:
    missing: int = 0
    doubled: int = 0
    stale: int = 0
    left: int = 0


def publish_under_kills(stage: Stage) -> Row:
    """Publish, edit and take down under kills and faults; count what is missing, doubled, stale or left."""
    began = time.monotonic()
    with places() as running:
        servers = [place.server for place in running]
        work = Work(stage, add_posts(running, ITEMS), running)
        stage.start(WORKERS, threads=THREADS, **VARIABLES)
        let_fail(servers, stage.seed, TRANSIENT + REFUSED + GONE)
        due_now()
        settled = _under_kills(work, KILLS // 3, flushes=2)
        seconds = delays()
        tally = _Tally()
        _count_published(work, running, tally)
        created = {place.platform: len(place.server.created) for place in running if place.server.created}
        let_fail(servers, stage.seed + 50, TRANSIENT + REFUSED)
        settled += _under_kills(work, KILLS // 3, lambda: edit(work, EDITS))
        _count_published(work, running, tally)
        reposts = sum(len(place.server.created) - created.get(place.platform, 0) for place in running)
        settled += _under_kills(work, KILLS // 3, lambda: take_down(work, REMOVALS))
        _count_left(work, running, tally)
        asked = publications_in(PublicationState.UNKNOWN)
    naive = doubled_naively(ITEMS * len(running), stage.seed)
    measured = (
        f"{tally.missing} missing, {tally.doubled} doubled, {tally.stale} with an old text, {reposts} sent again after "
        f"an edit, {tally.left} left after removal, {asked} asked of a person; from due to live, p95: "
        f"{_p95s(seconds)}; settled {settled:.0f} s after the kills, {time.monotonic() - began:.0f} s in all; "
        f"the naive publisher doubled {naive}"
    )
    is_met = tally == _Tally() and reposts == 0 and naive > 0
    what = f"{ITEMS} posts x {len(running)} platforms, {EDITS} edits, {REMOVALS} removals, {KILLS} kills, 11 % faults"
    return Row(what, measured, "0, 0, 0, 0, 0; naive > 0", is_met)


def _p95s(seconds: dict[str, list[float]]) -> str:
    return ", ".join(f"{platform} {percentile(values, 0.95):.0f} s" for platform, values in sorted(seconds.items()))


def _under_kills(work: Work, kills: int, change: Callable[[], object] | None = None, *, flushes: int = 0) -> float:
    """Make a change; kill workers by the progress; return how long the rest took after the last kill."""
    if change:
        change()
    total = max(1, open_publications(work))
    emptied = {(number + 1) * kills // (flushes + 1) for number in range(flushes)}
    for number in range(kills):
        left = total * (kills - number) / (kills + 1)
        wait_until(lambda left=left: work.sweep() and open_publications(work) <= left, 20)  # type: ignore[misc]
        time.sleep(work.stage.chance.uniform(0, 0.2))
        if number in emptied:
            work.stage.connection.flushdb()
        work.stage.kill_one(lambda: work.stage.worker(threads=THREADS, **VARIABLES))
    return wait_until(lambda: work.sweep() and not open_publications(work), SETTLE_SECONDS)


def _count_published(work: Work, running: list[Place], tally: _Tally) -> None:
    """Compare what readers see with what each post says now. Posts that a person is asked about may be missing."""
    for place in running:
        texts = place.shown()
        counts = Counter(work.number_in(text) for text in texts)
        current = {work.number_in(text) for text in texts if work.is_current(text)}
        unknown = work.unknown_at(place)
        for number in work.numbers:
            tally.missing += counts[number] == 0 and number not in unknown
            tally.doubled += max(0, counts[number] - 1)
            tally.stale += counts[number] > 0 and number not in current | unknown


def _count_left(work: Work, running: list[Place], tally: _Tally) -> None:
    for place in running:
        counts = Counter(work.number_in(text) for text in place.shown())
        unknown = work.unknown_at(place)
        for number in work.numbers:
            if number in work.removed:
                tally.left += counts[number]
            else:
                tally.missing += counts[number] == 0 and number not in unknown
