"""A message about one or more alerts, before a channel formats it."""

from dataclasses import dataclass
from datetime import datetime

from fsp.models.alert_kinds import NoticeKind

PERSONAL = frozenset({NoticeKind.REVIEW, NoticeKind.CONFIRMATION})
"""Messages to one person, about no alert."""

ENDED = frozenset({NoticeKind.RESOLVED, NoticeKind.FIRED_AND_RESOLVED, NoticeKind.NEWS}) | PERSONAL


@dataclass(frozen=True)
class Entry:
    """One alert in a message, as it was when the notification was decided."""

    kind: NoticeKind
    fingerprint: str
    rule: str
    alert_type: str
    severity: str
    title: str
    why: str
    advice: str
    labels: dict[str, str]
    started_at: datetime
    ended_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the alert is resolved, or there is none, so that a receiver should open nothing."""
        return self.kind in ENDED


@dataclass(frozen=True)
class Message:
    """One message. `key` is the same for every attempt; `url` is FSP's page of alerts."""

    key: str
    group_key: str
    entries: tuple[Entry, ...]
    created_at: datetime
    url: str

    @property
    def is_firing(self) -> bool:
        """Whether any of the alerts is active."""
        return not all(entry.has_ended for entry in self.entries)
