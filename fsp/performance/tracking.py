"""The life of a baseline, run by run: start, compare, grow, freeze when in doubt, and be replaced."""

from dataclasses import replace

from fsp.errors import InvalidInput
from fsp.performance import baseline as rules
from fsp.performance import clearing as clearing_rules
from fsp.performance.baseline import Baseline
from fsp.performance.improvement import HELD_RUNS, has_held
from fsp.performance.regression import judge
from fsp.performance.track import MAX_RECENT, MAX_WAITING, Clearing, Track
from fsp.performance.verdict import Level

MIN_WAITING = 20


def follow(track: Track, log_seconds: float) -> Track:
    """Process one successful run; return the new state, with a verdict once there is a baseline."""
    seen = replace(track, recent=(*track.recent, log_seconds)[-MAX_RECENT:], runs_seen=track.runs_seen + 1)
    if seen.baseline is None:
        return _begin(seen)
    verdict = judge(seen.baseline, seen.recent)
    judged = _clear(_alarm(replace(seen, verdict=verdict)))
    if has_held(seen.baseline, judged.recent):
        return _renew(judged, seen.baseline, judged.recent[-HELD_RUNS:])
    return _grow(judged)


def accept(track: Track, *, code_version: str = "") -> Track:
    """Accept the newest runs as the new baseline, from the first suspected one on. Earlier runs have the old level.

    Raise InvalidInput without a baseline, or with fewer than 10 runs.
    """
    if track.baseline is None:
        raise InvalidInput(f"There is no baseline to replace yet. It is built after {rules.FIRST_RUNS} runs.")
    first = (track.verdict.first_suspect if track.verdict else None) or 0
    return _renew(track, track.baseline, track.recent[first:], code_version=code_version)


def _renew(track: Track, baseline: Baseline, new_level: tuple[float, ...], *, code_version: str = "") -> Track:
    renewed = rules.accept_new_normal(baseline, new_level, code_version=code_version)
    return Track(baseline=renewed, runs_seen=track.runs_seen)


def _begin(track: Track) -> Track:
    baseline = rules.begin(track.recent)
    return replace(track, baseline=baseline, recent=()) if baseline else track


def _alarm(track: Track) -> Track:
    if track.clearing or track.verdict is None or track.verdict.level < Level.CONFIRMED:
        return track
    return replace(track, clearing=Clearing(runs_seen=track.runs_seen))


def _clear(track: Track) -> Track:
    """After a confirmed regression, restart the comparison, because its runs would stay in the long windows."""
    if track.clearing is None or track.baseline is None:
        return track
    clearing = clearing_rules.proceed(track.clearing, track.baseline, track.recent, runs_seen=track.runs_seen)
    if clearing.has_cleared:
        return replace(track, clearing=None, recent=())
    return replace(track, clearing=clearing)


def _grow(track: Track) -> Track:
    """Move runs that left the windows into the baseline, unless a regression is suspected.

    Between 20 and 160 runs wait, as many as the baseline holds: the test is most sensitive with equal sizes, and no run
    is on both sides. Runs under suspicion that passed do join, because leaving out only slow runs would bias the
    baseline.
    """
    if track.baseline is None or track.verdict is None:
        return track
    if track.clearing or track.verdict.level > Level.NONE or track.verdict.is_improvement:
        return replace(track, baseline=rules.freeze(track.baseline))
    baseline = rules.thaw(track.baseline)
    waiting = min(MAX_WAITING, max(MIN_WAITING, len(baseline.log_seconds)))
    ready = max(0, len(track.recent) - waiting)
    return replace(track, baseline=rules.grow(baseline, track.recent[:ready]), recent=track.recent[ready:])
