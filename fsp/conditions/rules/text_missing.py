"""Scheduled posts without content, while there is still time to write it."""

from datetime import datetime

from fsp.amounts import duration
from fsp.conditions.facts.outcomes import MissingTextFacts
from fsp.conditions.finding import Action, Finding, Subject, SubjectKind
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "text-missing"


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(missing, snapshot.at) for missing in snapshot.missing_texts or ()]


def _finding(missing: MissingTextFacts, now: datetime) -> Finding:
    is_overdue = missing.first_at <= now
    when = _when(missing.first_at, now)
    if missing.item_id is not None:
        summary = f'"{missing.title}" of {missing.project_title} {when} and has no content'
        action = Action("Write content", f"/items/{missing.item_id}")
    else:
        summary = f"{missing.items} scheduled posts of {missing.project_title} have no content; the first {when}"
        action = Action("View posts", f"/projects/{missing.project_slug}?state=scheduled")
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.PROJECT, missing.project_slug),
        severity=Severity.ERROR if is_overdue else Severity.WARNING,
        summary=summary,
        since=missing.first_at if is_overdue else None,
        cause="no one wrote content or accepted a draft; once there is content, it is published automatically",
        action=action,
    )


def _when(at: datetime, now: datetime) -> str:
    minutes = round(abs((at - now).total_seconds()) / 60)
    distance = " ".join(duration(minutes * 60.0).split()[:4]) if minutes else "less than a minute"
    return f"was due {distance} ago" if at <= now else f"is due in {distance}"


TEXT_MISSING = Rule(
    name=NAME,
    meaning="A scheduled post has no content, so nothing is published at its time. No job fails because of it.",
    first_look="Write the content, use one of the drafts, or unschedule the post.",
    find=_find,
    can_follow_deploy=False,
)
