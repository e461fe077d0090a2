"""A decision: what one evaluation makes of one candidate."""

from dataclasses import dataclass
from datetime import datetime

from fsp.alerts.candidate import Candidate
from fsp.alerts.watch_state import WatchState
from fsp.models.alert_kinds import NoticeKind


@dataclass(frozen=True)
class NoticeStatus:
    """What became of a cause's notices in its episode: when a channel last accepted one, and whether one waits."""

    accepted_at: datetime | None = None
    is_waiting: bool = False


@dataclass(frozen=True)
class Decision:
    """One cause in one evaluation. `held_by` names what kept it silent; `due_at` is when a notice may go out."""

    candidate: Candidate
    before: WatchState
    after: WatchState
    notice: NoticeKind | None
    due_at: datetime
    held_by: str
