"""The state of one problem between evaluations."""

from dataclasses import dataclass, replace
from datetime import datetime

from fsp.models.alert_kinds import AlertState, Severity

_TIMES = ("started_at", "last_bad_at", "no_data_since", "noticed_at", "flapped_at")


@dataclass(frozen=True)
class WatchState:
    """One problem. Everything about notifications is reset when an episode ends."""

    state: AlertState = AlertState.OK
    severity: Severity = Severity.WARNING
    bad_in_a_row: int = 0
    started_at: datetime | None = None
    last_bad_at: datetime | None = None
    no_data_since: datetime | None = None
    conditions: str = ""
    """One letter per evaluation with data, newest last: b for bad, f for fine; the last 25."""
    is_flapping: bool = False
    affects: tuple[str, ...] = ()
    """Job types that were affected when it was last bad; kept while there is no data."""
    suppressed_by: str = ""
    """The rule that explains this one, as of the last evaluation."""
    acknowledged_by: str = ""
    noticed_severity: Severity | None = None
    """The highest severity that people were notified of in this episode; None before the first notification."""
    noticed_at: datetime | None = None
    reminders: int = 0
    knows_flapping: bool = False
    flapped_at: datetime | None = None
    """When it last flapped. It outlives the episode, so that a relapse is recognised."""

    @property
    def is_active(self) -> bool:
        """Whether an episode is active."""
        return self.state in {AlertState.FIRING, AlertState.RECOVERING}

    def not_after(self, now: datetime) -> "WatchState":
        """Return the state without times in the future: a clock set back must not block an alert for days."""
        times = {name: getattr(self, name) for name in _TIMES}
        return replace(self, **{name: min(time, now) for name, time in times.items() if time is not None})

    @property
    def is_forgettable(self) -> bool:
        """Whether this state is equivalent to an unknown problem."""
        return self.state is AlertState.OK and "b" not in self.conditions and self.flapped_at is None
