"""Deciding about every cause at once: pure, so that yesterday's readings give yesterday's decisions again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fsp.alerts.inhibition import suppressor
from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.machine import shown_state, step, wanted_before
from fsp.alerts.timing import reminder_due_at
from fsp.alerts.watch_state import WatchState
from fsp.clock import iso
from fsp.models.alert import AlertState
from fsp.models.alert_notice import NoticeKind


@dataclass(frozen=True)
class NoticeStatus:
    """What became of a cause's notices in its episode: when a channel last accepted one, and whether one waits."""

    accepted_at: datetime | None = None
    is_waiting: bool = False


@dataclass(frozen=True)
class Decision:
    """One cause in one evaluation. `held_by` names what kept it silent; `due_at` is when a notice may go out."""

    judgement: Judgement
    before: WatchState
    after: WatchState
    notice: NoticeKind | None
    due_at: datetime
    held_by: str


def decide(
    judgements: list[Judgement],
    memories: Mapping[str, WatchState],
    *,
    now: datetime,
    every: timedelta,
    told: Mapping[str, NoticeStatus] | None = None,
    silences: Mapping[str, str] | None = None,
) -> list[Decision]:
    """Decide about each judgement. `memories`, `told` and `silences` (who and why) go by fingerprint."""
    before = {found.fingerprint: memories.get(found.fingerprint, WatchState()).not_after(now) for found in judgements}
    after = {found.fingerprint: step(before[found.fingerprint], found, now) for found in judgements}
    # A parent that ends now still explains its children for this one evaluation.
    active: dict[str, frozenset[str]] = {}
    for found in judgements:
        was, now_is = before[found.fingerprint], after[found.fingerprint]
        if was.is_active or now_is.is_active:
            active[found.rule] = active.get(found.rule, frozenset()) | {*was.affects, *now_is.affects}
    return [
        _decide_one(
            found,
            before[found.fingerprint],
            after[found.fingerprint],
            _Circumstances(
                now=now,
                every=every,
                told=(told or {}).get(found.fingerprint, NoticeStatus()),
                silence=(silences or {}).get(found.fingerprint, ""),
                suppressor=suppressor(found, after[found.fingerprint].severity, active),
            ),
        )
        for found in judgements
    ]


@dataclass(frozen=True)
class _Circumstances:
    now: datetime
    every: timedelta
    told: NoticeStatus
    silence: str
    suppressor: str


def _decide_one(judgement: Judgement, before: WatchState, after: WatchState, around: _Circumstances) -> Decision:
    after = replace(after, suppressed_by=around.suppressor if after.state is not AlertState.OK else "")
    wish, due_at, held_by = _wish(judgement, before, after, around)
    if wish not in {None, NoticeKind.RESOLVED}:
        held_by = _guard(before, around)
        wish = None if held_by else wish
    return Decision(judgement, before, _noticed(after, wish, around.now), wish, due_at, held_by)


def _wish(
    judgement: Judgement, before: WatchState, after: WatchState, around: _Circumstances
) -> tuple[NoticeKind | None, datetime, str]:
    """Return the notice the states ask for and when, or none and why."""
    now = around.now
    if before.is_active and not after.is_active:
        known = before.noticed_severity is not None
        return (NoticeKind.RESOLVED, now, "") if known else (None, now, "it ended before anybody was told of it")
    if not after.is_active:
        return None, now, _why_quiet(judgement, after)
    if shown_state(after, now) is AlertState.NO_DATA:
        return None, now, "no data"
    if after.noticed_severity is None and after.state is AlertState.RECOVERING:
        return None, now, "recovering before anybody was told of it"
    news = _news(after)
    return (news, now, "") if news else _reminder(after, around)


def _news(after: WatchState) -> NoticeKind | None:
    """Return what no cooldown holds back: a first notice, a rise in severity, and that it flaps."""
    if after.noticed_severity is None:
        return NoticeKind.FLAPPING if after.is_flapping else NoticeKind.FIRING
    if after.severity.rank > after.noticed_severity.rank:
        return NoticeKind.RISE
    return NoticeKind.FLAPPING if after.is_flapping and not after.knows_flapping else None


def _reminder(after: WatchState, around: _Circumstances) -> tuple[NoticeKind | None, datetime, str]:
    now = around.now
    if around.told.is_waiting:
        return None, now, "the last notice is not delivered yet"
    if after.acknowledged_by:
        return None, now, f"acknowledged by {after.acknowledged_by}"
    if after.state is AlertState.RECOVERING:
        return None, now, "flap hold" if after.is_flapping else "recovering"
    due_at = max(reminder_due_at(after, around.told.accepted_at), now)
    # A reminder due before the next evaluation is written now and sent at its time, so that the cooldown is exact.
    if due_at - now < around.every:
        return NoticeKind.REMINDER, due_at, ""
    return None, now, f"{'flap hold' if after.is_flapping else 'cooldown'} until {iso(due_at)}"


def _guard(before: WatchState, around: _Circumstances) -> str:
    if around.silence:
        return f"silenced by {around.silence}"
    if around.suppressor:
        return f"suppressed by {around.suppressor}"
    if before.suppressed_by:
        return f"one evaluation after {before.suppressed_by}"
    return ""


def _why_quiet(judgement: Judgement, after: WatchState) -> str:
    if judgement.verdict is Verdict.NO_DATA:
        return "no data"
    if after.state is AlertState.PENDING:
        return f"pending: bad {after.bad_in_a_row} times in a row, {wanted_before(judgement) + 1} are needed"
    return {Verdict.FINE: "fine", Verdict.BETWEEN: "between the limits"}.get(judgement.verdict, "")


def _noticed(after: WatchState, notice: NoticeKind | None, now: datetime) -> WatchState:
    if notice is None or notice is NoticeKind.RESOLVED:
        return after
    highest = max(filter(None, (after.noticed_severity, after.severity)), key=lambda severity: severity.rank)
    return replace(
        after,
        noticed_severity=highest,
        noticed_at=now,
        reminders=after.reminders + 1 if notice is NoticeKind.REMINDER else 0,
        knows_flapping=after.knows_flapping or after.is_flapping,
    )
