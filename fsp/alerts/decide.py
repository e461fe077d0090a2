"""Decides about all candidates. Pure, so that old snapshots lead to the same decisions again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fsp.alerts.candidate import Candidate
from fsp.alerts.decision import Decision, NoticeStatus
from fsp.alerts.inhibition import suppressor
from fsp.alerts.machine import shown_state, step, wanted_before
from fsp.alerts.timing import reminder_due_at
from fsp.alerts.watch_state import WatchState
from fsp.clock import iso
from fsp.conditions.finding import Verdict
from fsp.models.alert_kinds import AlertState, NoticeKind


def decide(
    candidates: list[Candidate],
    states: Mapping[str, WatchState],
    *,
    now: datetime,
    every: timedelta,
    notices: Mapping[str, NoticeStatus] | None = None,
    silences: Mapping[str, str] | None = None,
) -> list[Decision]:
    """Decide about each candidate. `states`, `notices` and `silences` (who and why) are keyed by fingerprint."""
    before = {cause.fingerprint: states.get(cause.fingerprint, WatchState()).not_after(now) for cause in candidates}
    after = {cause.fingerprint: step(before[cause.fingerprint], cause, now) for cause in candidates}
    active = _active(candidates, before, after)
    return [
        _decide_one(
            candidate,
            before[candidate.fingerprint],
            after[candidate.fingerprint],
            _Context(
                now=now,
                every=every,
                notices=(notices or {}).get(candidate.fingerprint, NoticeStatus()),
                silence=(silences or {}).get(candidate.fingerprint, ""),
                suppressor=suppressor(candidate, after[candidate.fingerprint].severity, active),
            ),
        )
        for candidate in candidates
    ]


def _active(
    candidates: list[Candidate], before: Mapping[str, WatchState], after: Mapping[str, WatchState]
) -> dict[str, frozenset[str]]:
    """Return the job types that each active rule affects.

    A rule that ends now still explains others in this evaluation.
    """
    active: dict[str, frozenset[str]] = {}
    for candidate in candidates:
        was, now_is = before[candidate.fingerprint], after[candidate.fingerprint]
        if was.is_active or now_is.is_active:
            active[candidate.rule] = active.get(candidate.rule, frozenset()) | {*was.affects, *now_is.affects}
    return active


@dataclass(frozen=True)
class _Context:
    now: datetime
    every: timedelta
    notices: NoticeStatus
    silence: str
    suppressor: str


def _decide_one(candidate: Candidate, before: WatchState, after: WatchState, around: _Context) -> Decision:
    after = replace(after, suppressed_by=around.suppressor if after.state is not AlertState.OK else "")
    notice, due_at, held_by = _proposed(candidate, before, after, around)
    if notice not in {None, NoticeKind.RESOLVED}:
        held_by = _guard(before, around)
        notice = None if held_by else notice
    return Decision(candidate, before, _noticed(after, notice, around.now), notice, due_at, held_by)


def _proposed(
    candidate: Candidate, before: WatchState, after: WatchState, around: _Context
) -> tuple[NoticeKind | None, datetime, str]:
    """Return the notification for a state change and its time, or none and the reason."""
    now = around.now
    if before.is_active and not after.is_active:
        is_noticed = before.noticed_severity is not None
        return (NoticeKind.RESOLVED, now, "") if is_noticed else (None, now, "resolved before a notification was sent")
    if not after.is_active:
        return None, now, _why_quiet(candidate, after)
    if shown_state(after, now) is AlertState.NO_DATA:
        return None, now, "no data"
    if after.noticed_severity is None and after.state is AlertState.RECOVERING:
        return None, now, "recovering; no notification sent"
    news = _news(after)
    return (news, now, "") if news else _reminder(after, around)


def _news(after: WatchState) -> NoticeKind | None:
    """Return notifications that no cooldown delays: a first one, a higher severity, and flapping."""
    if after.noticed_severity is None:
        return NoticeKind.FLAPPING if after.is_flapping else NoticeKind.FIRING
    if after.severity.rank > after.noticed_severity.rank:
        return NoticeKind.RISE
    return NoticeKind.FLAPPING if after.is_flapping and not after.knows_flapping else None


def _reminder(after: WatchState, around: _Context) -> tuple[NoticeKind | None, datetime, str]:
    now = around.now
    if around.notices.is_waiting:
        return None, now, "previous notification still pending"
    if after.acknowledged_by:
        return None, now, f"acknowledged by {after.acknowledged_by}"
    if after.state is AlertState.RECOVERING:
        return None, now, "held: flapping" if after.is_flapping else "recovering"
    due_at = max(reminder_due_at(after, around.notices.accepted_at), now)
    # A reminder that is due before the next evaluation is stored now and sent on time, so that the cooldown is exact.
    if due_at - now < around.every:
        return NoticeKind.REMINDER, due_at, ""
    return None, now, f"{'held: flapping' if after.is_flapping else 'cooldown'} until {iso(due_at)}"


def _guard(before: WatchState, around: _Context) -> str:
    if around.silence:
        return f"silenced by {around.silence}"
    if around.suppressor:
        return f"suppressed by {around.suppressor}"
    if before.suppressed_by:
        return f"just after {before.suppressed_by}"
    return ""


def _why_quiet(candidate: Candidate, after: WatchState) -> str:
    if candidate.verdict is Verdict.NO_DATA:
        return "no data"
    if after.state is AlertState.PENDING:
        return f"pending: {after.bad_in_a_row} of {wanted_before(candidate) + 1} consecutive breaches"
    return {Verdict.FINE: "fine", Verdict.BETWEEN: "within the hysteresis band"}.get(candidate.verdict, "")


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
