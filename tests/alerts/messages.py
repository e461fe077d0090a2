"""Messages for the tests of wording and channels."""

from dataclasses import replace

from fsp.alerts.message import Entry, Message
from fsp.models.alert_kinds import NoticeKind
from tests.alerts.steps import START, at

FIRING = Entry(
    kind=NoticeKind.FIRING,
    fingerprint="f" * 64,
    rule="JobFailures",
    alert_type="job_failures",
    severity="critical",
    title="Jobs of type <export-data> fail",
    why="8 of 12 failed, 67%; the limit is 50%",
    advice="Open Dead letters.",
    labels={"job_type": "export-data"},
    started_at=START,
)
RESOLVED = replace(FIRING, kind=NoticeKind.RESOLVED, ended_at=at(30))


def message(*entries: Entry) -> Message:
    return Message("job_failures:1:x", "job_failures", entries or (FIRING,), START, "http://fsp.example/alerts")
