"""Tracks the runs of each job type: new results since the last time are compared with the baseline, in order, once."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import redis

from fsp.clock import MAX_AHEAD
from fsp.metrics.current_counters import read_counters
from fsp.metrics.rings import End, read_ring
from fsp.models.deploy_mark import DeployMark
from fsp.performance import tracking
from fsp.performance.baseline import to_log
from fsp.performance.deploys import read_deploys, version_at
from fsp.performance.improvement import HELD_IMPROVEMENT
from fsp.performance.past import learn_from_history
from fsp.performance.run_log import advance, change_daily_pattern, renew
from fsp.performance.stored import Followed, followed_of, keep, newest_row, with_code_version
from fsp.performance.suspects import find_suspects
from fsp.performance.track import Stamp
from fsp.redis_ops.set_aside import SetAside
from fsp.stores import db

LEARN_AGAIN = timedelta(days=1)


def follow_runs(connection: redis.Redis, now: datetime) -> int:
    """Process the successes since the last time; return how many.

    At most 1000 per type between two calls are processed.
    """
    followed = 0
    aside = SetAside(connection, "baseline")
    deploys = read_deploys()
    for job_type in sorted({row.job_type for row in read_counters(connection)}):
        by_size: dict[str, list[End]] = defaultdict(list)
        for end in read_ring(connection, job_type, now):
            if end.outcome == "succeeded":
                by_size[end.size_class].append(end)
        for size_class, ends in sorted(by_size.items()):
            try:
                followed += _follow_one(job_type, size_class, ends, deploys, now)
            except Exception as error:  # noqa: BLE001  (whatever is wrong with one baseline, the next is followed)
                db.session.rollback()
                aside.add(f"{job_type} {size_class}".strip(), error)
    return followed


def accept_new_normal(job_type: str, *, size_class: str = "", code_version: str = "", by: str = "") -> None:
    """Accept the newest runs as the new baseline; raise InvalidInput if there are too few."""
    row = newest_row(job_type, size_class)
    before = followed_of(row) if row else Followed(job_type, size_class)
    suspect = find_suspects([before], read_deploys()).get((job_type, size_class))
    track = tracking.accept(before.track, code_version=code_version or (suspect.version if suspect else ""))
    because = f"accepted by {by}" if by else "accepted"
    keep(replace(before, track=track, run_log=renew(before.run_log, track), because=because), row)


def _follow_one(job_type: str, size_class: str, ends: list[End], deploys: list[DeployMark], now: datetime) -> int:
    row = newest_row(job_type, size_class)
    followed = followed_of(row) if row else Followed(job_type, size_class)
    fresh = _fresh(ends, followed.last_milliseconds, now)
    if not fresh:
        return 0
    followed = _with_daily_pattern(followed, now)
    for end in fresh:
        old = followed
        followed = _follow_run(followed, end, deploys)
        before, after = old.track.baseline, followed.track.baseline
        if before is not None and after is not None and before.version != after.version:
            # The row of the old version keeps its state, even if it is new itself. The new version has its own row.
            keep(old, row)
            row = newest_row(job_type, size_class)
            keep(followed, row)
            row = newest_row(job_type, size_class)
    keep(followed, row)
    return len(fresh)


def _fresh(ends: list[End], last_milliseconds: int, now: datetime) -> list[End]:
    """Return the results in the ring after the last processed one.

    They are found by time, or by position if the last one is in the future because a clock was set back.
    """
    latest = (now + MAX_AHEAD).timestamp() * 1000
    times = [round(end.at.timestamp() * 1000) for end in ends]
    if last_milliseconds <= latest:
        return [end for end, time in zip(ends, times, strict=True) if last_milliseconds < time <= latest]
    if last_milliseconds in times:
        return ends[len(times) - times[::-1].index(last_milliseconds) :]
    return [end for end in ends if now < end.at and end.at.timestamp() * 1000 <= latest]


def _follow_run(followed: Followed, end: End, deploys: list[DeployMark]) -> Followed:
    log_seconds = to_log(end.run_seconds)
    adjusted = followed.daily_pattern.adjust(end.at, log_seconds) if followed.daily_pattern else log_seconds
    milliseconds = round(end.at.timestamp() * 1000)
    track = tracking.follow(followed.track, adjusted)
    run_log = advance(followed.run_log, followed.track, track, Stamp(milliseconds, end.job_id))
    because = followed.because
    if track.baseline and (
        followed.track.baseline is None or followed.track.baseline.version != track.baseline.version
    ):
        because = HELD_IMPROVEMENT if followed.track.baseline else "the first 10 runs"
        track = with_code_version(track, version_at(deploys, end.at))
    return replace(followed, track=track, run_log=run_log, last_milliseconds=milliseconds, because=because)


def _with_daily_pattern(followed: Followed, now: datetime) -> Followed:
    """Learn the daily pattern again once a day. The new pattern is then applied to all runs."""
    milliseconds = round(now.timestamp() * 1000)
    if milliseconds - followed.learned_milliseconds < LEARN_AGAIN.total_seconds() * 1000:
        return followed
    daily_pattern = learn_from_history(followed.job_type, followed.size_class, now)
    track = change_daily_pattern(followed.track, followed.run_log, followed.daily_pattern, daily_pattern)
    return replace(followed, track=track, daily_pattern=daily_pattern, learned_milliseconds=milliseconds)
