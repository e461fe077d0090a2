"""The times and jobs of a track's runs, stored next to the run times, which are all that the tests need."""

from collections.abc import Sequence
from dataclasses import replace

from fsp.clock import from_epoch
from fsp.performance.daily_pattern import DailyPattern
from fsp.performance.track import MAX_RECENT, RunLog, Stamp, Track


def advance(run_log: RunLog, before: Track, after: Track, stamp: Stamp) -> RunLog:
    """Return the log after a run was processed. Each entry moves together with its run."""
    every = (*run_log.recent, stamp)[-MAX_RECENT:]
    if after.baseline is None:
        return RunLog(recent=_newest(every, len(after.recent)))
    runs = len(after.baseline.log_seconds)
    if before.baseline is None or before.baseline.version != after.baseline.version:
        return RunLog(_newest(every, runs), ())
    joined = runs - len(before.baseline.log_seconds)
    return RunLog((*run_log.baseline, *every[:joined]), _newest(every, len(after.recent)))


def renew(run_log: RunLog, after: Track) -> RunLog:
    """Return the log after the newest runs became the baseline."""
    return RunLog(_newest(run_log.recent, len(after.baseline.log_seconds) if after.baseline else 0), ())


def stamp_of_recent(run_log: RunLog, track: Track, index: int) -> Stamp | None:
    """Return the entry of one of the recent runs; None if it is unknown."""
    place = index - (len(track.recent) - len(run_log.recent))
    return run_log.recent[place] if 0 <= place < len(run_log.recent) else None


def change_daily_pattern(track: Track, run_log: RunLog, old: DailyPattern | None, new: DailyPattern | None) -> Track:
    """Return the track with a different daily pattern removed from all its runs."""
    recent = _adjusted(track.recent, run_log.recent, old, new)
    if track.baseline is None:
        return replace(track, recent=recent)
    log_seconds = _adjusted(track.baseline.log_seconds, run_log.baseline, old, new)
    return replace(track, recent=recent, baseline=replace(track.baseline, log_seconds=log_seconds))


def _adjusted(
    log_seconds: Sequence[float], stamps: Sequence[Stamp], old: DailyPattern | None, new: DailyPattern | None
) -> tuple[float, ...]:
    unknown = len(log_seconds) - len(stamps)
    stamped = zip(log_seconds[unknown:], stamps, strict=True)
    return (*log_seconds[:unknown], *(_moved(value, stamp, old, new) for value, stamp in stamped))


def _moved(value: float, stamp: Stamp, old: DailyPattern | None, new: DailyPattern | None) -> float:
    moment = from_epoch(stamp.milliseconds / 1000)
    raw = value - old.adjust(moment, 0.0) if old else value
    return new.adjust(moment, raw) if new else raw


def _newest(stamps: Sequence[Stamp], count: int) -> tuple[Stamp, ...]:
    return tuple(stamps[-count:]) if count else ()
