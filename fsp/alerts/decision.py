"""The decision of one evaluation about one candidate."""

from dataclasses import dataclass
from datetime import datetime

from fsp.alerts.candidate import Candidate
from fsp.alerts.watch_state import WatchState
from fsp.models.alert_kinds import NoticeKind


@dataclass(frozen=True)
class NoticeStatus:
    """The notifications of an episode: when a channel last accepted one, and whether one is waiting."""

    accepted_at: datetime | None = None
    is_waiting: bool = False


@dataclass(frozen=True)
class Decision:
    """One candidate in one evaluation. `held_by` is the reason for no notification; `due_at` is the time of one."""

    candidate: Candidate
    before: WatchState
    after: WatchState
    notice: NoticeKind | None
    due_at: datetime
    held_by: str
