"""When the runs of a track were, and of which jobs: kept beside their times, which the judging alone needs."""

from collections.abc import Sequence
from dataclasses import replace

from fsp.clock import from_epoch
from fsp.performance.daily_pattern import Season
from fsp.performance.track import MAX_RECENT, Chronicle, Stamp, Track


def advance(chronicle: Chronicle, before: Track, after: Track, stamp: Stamp) -> Chronicle:
    """Return the stamps after a run was followed: each goes where its run went."""
    every = (*chronicle.recent, stamp)[-MAX_RECENT:]
    if after.baseline is None:
        return Chronicle(recent=_newest(every, len(after.recent)))
    runs = len(after.baseline.log_seconds)
    if before.baseline is None or before.baseline.version != after.baseline.version:
        return Chronicle(_newest(every, runs), ())
    joined = runs - len(before.baseline.log_seconds)
    return Chronicle((*chronicle.baseline, *every[:joined]), _newest(every, len(after.recent)))


def renew(chronicle: Chronicle, after: Track) -> Chronicle:
    """Return the stamps after the newest runs became the baseline."""
    return Chronicle(_newest(chronicle.recent, len(after.baseline.log_seconds) if after.baseline else 0), ())


def stamp_of_recent(chronicle: Chronicle, track: Track, index: int) -> Stamp | None:
    """Return the stamp of one of the recent runs; None if it is not known."""
    place = index - (len(track.recent) - len(chronicle.recent))
    return chronicle.recent[place] if 0 <= place < len(chronicle.recent) else None


def change_season(track: Track, chronicle: Chronicle, old: Season | None, new: Season | None) -> Track:
    """Return the track with another season taken out of all its runs."""
    recent = _adjusted(track.recent, chronicle.recent, old, new)
    if track.baseline is None:
        return replace(track, recent=recent)
    log_seconds = _adjusted(track.baseline.log_seconds, chronicle.baseline, old, new)
    return replace(track, recent=recent, baseline=replace(track.baseline, log_seconds=log_seconds))


def _adjusted(
    log_seconds: Sequence[float], stamps: Sequence[Stamp], old: Season | None, new: Season | None
) -> tuple[float, ...]:
    unknown = len(log_seconds) - len(stamps)
    known = zip(log_seconds[unknown:], stamps, strict=True)
    return (*log_seconds[:unknown], *(_moved(value, stamp, old, new) for value, stamp in known))


def _moved(value: float, stamp: Stamp, old: Season | None, new: Season | None) -> float:
    moment = from_epoch(stamp.milliseconds / 1000)
    raw = value - old.adjust(moment, 0.0) if old else value
    return new.adjust(moment, raw) if new else raw


def _newest(stamps: Sequence[Stamp], count: int) -> tuple[Stamp, ...]:
    return tuple(stamps[-count:]) if count else ()
