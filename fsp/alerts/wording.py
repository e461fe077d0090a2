"""Formats a message for people: a one-line subject and a text."""

from fsp.alerts.message import PERSONAL, Entry, Message
from fsp.clock import iso
from fsp.models.alert_kinds import NoticeKind

WORDS = {
    NoticeKind.FIRING: "FIRING",
    NoticeKind.RISE: "WORSE",
    NoticeKind.REMINDER: "STILL FIRING",
    NoticeKind.FLAPPING: "FLAPPING",
    NoticeKind.RESOLVED: "RESOLVED",
    NoticeKind.FIRED_AND_RESOLVED: "FIRED AND RESOLVED",
    NoticeKind.CHANNEL_BROKEN: "CHANNEL BROKEN",
    NoticeKind.TEST: "TEST",
    NoticeKind.NEWS: "NEWS",
    NoticeKind.REVIEW: "REVIEW",
    NoticeKind.CONFIRMATION: "CONFIRMATION",
}
MAX_IN_TEXT = 20


def subject(message: Message) -> str:
    """Return one line with the most important alert first."""
    first = message.entries[0]
    more = f" and {len(message.entries) - 1} more" if len(message.entries) > 1 else ""
    if first.kind in PERSONAL:
        return f"[FSP] {first.title}{more}"
    return f"[FSP] {WORDS[first.kind]} {first.severity.upper()}: {first.title}{more}"


def text(message: Message) -> str:
    """Return the complete message. In a storm it has the first 20 alerts and the number of further ones."""
    shown = [_paragraph(entry) for entry in message.entries[:MAX_IN_TEXT]]
    left = len(message.entries) - len(shown)
    return "\n\n".join([*shown, *([f"… and {left} more."] if left else []), message.url])


def _paragraph(entry: Entry) -> str:
    if entry.kind in PERSONAL:
        return f"{entry.title}.\n\n{entry.why}"
    since = f"since {iso(entry.started_at)}"
    span = f"{since} until {iso(entry.ended_at)}" if entry.ended_at else since
    if entry.kind is NoticeKind.NEWS:
        span = f"at {iso(entry.started_at)}"
    lines = [f"{WORDS[entry.kind]} {entry.severity.upper()}: {entry.title}", f"{entry.why} ({span})"]
    if entry.kind is NoticeKind.FLAPPING:
        lines.append("Flapping: kept firing until it has been stable for two hours.")
    return "\n".join(lines if entry.has_ended else [*lines, f"Next step: {entry.advice}"])
