"""Scheduled posts that will not be published as they are, while there is still time to fix it."""

from fsp.amounts import duration
from fsp.conditions.facts.outcomes import PreflightFacts
from fsp.conditions.finding import Action, Finding, Subject, SubjectKind
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "preflight"
NEAR_SECONDS = 3600


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(facts, (facts.due_at - snapshot.at).total_seconds()) for facts in snapshot.preflight or ()]


def _finding(facts: PreflightFacts, seconds: float) -> Finding:
    when = f"is due in {duration(seconds)}" if seconds >= 1 else "is due now"
    more = f" (and {facts.more} more problems)" if facts.more else ""
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.ITEM, str(facts.item_id)),
        severity=Severity.ERROR if seconds <= NEAR_SECONDS else Severity.WARNING,
        summary=f'"{facts.title}" {when} and will have a problem at {facts.destination}',
        cause=f"{facts.message.rstrip('.')}{more}. What to do: {facts.fix}",
        advice=facts.fix,
        action=Action("Open the post", f"/items/{facts.item_id}"),
    )


PREFLIGHT = Rule(
    name=NAME,
    meaning="A scheduled post will fail, be held or be spoiled at a destination unless somebody fixes the cause.",
    first_look="Open the post. It names the cause and the fix for each destination.",
    find=_find,
    can_follow_deploy=False,
)
