"""Why scheduled posts will not be published as they are, each cause once, while there is still time to fix it."""

from fsp.amounts import duration
from fsp.conditions.facts.outcomes import PreflightFacts
from fsp.conditions.finding import Action, Finding, Numbers, Subject, SubjectKind
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "preflight"
NEAR_SECONDS = 3600


def _find(snapshot: Snapshot) -> list[Finding]:
    return [_finding(facts, (facts.due_at - snapshot.at).total_seconds()) for facts in snapshot.preflight or ()]


def _finding(facts: PreflightFacts, seconds: float) -> Finding:
    more = f" (and {facts.more} more problem{'s' if facts.more != 1 else ''})" if facts.more else ""
    return Finding(
        rule=NAME,
        subject=_subject(facts),
        severity=Severity.ERROR if seconds <= NEAR_SECONDS else Severity.WARNING,
        summary=_summary(facts, seconds),
        cause=f"{facts.message.rstrip('.')}{more}. What to do: {facts.fix}",
        advice=facts.fix,
        action=_action(facts),
        details_url=_list_of_posts(facts) if facts.posts > 1 else f"/items/{facts.item_id}",
        numbers=Numbers(sample=facts.posts),
    )


def _subject(facts: PreflightFacts) -> Subject:
    if facts.destination_id is not None:
        return Subject(SubjectKind.DESTINATION, f"{facts.project_slug}/{facts.destination}")
    if facts.posts > 1:
        return Subject(SubjectKind.PROJECT, f"{facts.project_slug} {facts.code}")
    return Subject(SubjectKind.ITEM, str(facts.item_id))


def _summary(facts: PreflightFacts, seconds: float) -> str:
    when = f"due in {duration(seconds)}" if seconds >= 1 else "due now"
    if facts.posts > 1:
        return f"{facts.posts} posts will have a problem at {facts.destination}; the first is {when}"
    return f'"{facts.title}" is {when} and will have a problem at {facts.destination}'


def _action(facts: PreflightFacts) -> Action:
    if facts.destination_id is not None:
        page = f"/projects/{facts.project_slug}/destinations/{facts.destination_id}"
        return Action("Open the destination", page)
    if facts.posts > 1:
        return Action("Open the posts", _list_of_posts(facts))
    return Action("Open the post", f"/items/{facts.item_id}")


def _list_of_posts(facts: PreflightFacts) -> str:
    place = f"&destination={facts.destination_id}" if facts.destination_id is not None else ""
    return f"/projects/{facts.project_slug}/grid?state=problems{place}"


PREFLIGHT = Rule(
    name=NAME,
    meaning="A scheduled post will fail, be held or be spoiled at a destination unless somebody fixes the cause.",
    first_look="Change what the problem names: the post, or the destination. Each cause is reported once, with the "
    "number of posts and a link to them.",
    find=_find,
    can_follow_deploy=False,
)
