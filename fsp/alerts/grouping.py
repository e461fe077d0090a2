"""Groups alerts into messages: those of one type, or all of them in a storm."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from fsp.alerts.decision import Decision
from fsp.models.alert_kinds import NoticeKind

STORM_SPAN = timedelta(minutes=5)
STORM_SIZE = 10
STORM = "storm"
FIRST = frozenset({NoticeKind.FIRING, NoticeKind.FLAPPING})


def group(decisions: Iterable[Decision], now: datetime) -> dict[tuple[str, datetime], list[Decision]]:
    """Return the decisions with a notification, by group and due time.

    Results of one evaluation are sent together. Ten new alerts within 5 minutes are a storm.
    """
    decisions = list(decisions)
    is_storm = sum(_is_new(decision, now) for decision in decisions) >= STORM_SIZE
    groups: dict[tuple[str, datetime], list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.notice is None:
            continue
        in_storm = is_storm and decision.notice in FIRST
        groups[STORM if in_storm else decision.candidate.alert_type, decision.due_at].append(decision)
    return dict(groups)


def _is_new(decision: Decision, now: datetime) -> bool:
    after = decision.after
    if decision.notice in FIRST and decision.before.noticed_severity is None:
        return True
    is_recent = after.noticed_at is not None and now - after.noticed_at < STORM_SPAN
    return is_recent and after.is_active and after.started_at is not None and now - after.started_at < STORM_SPAN
