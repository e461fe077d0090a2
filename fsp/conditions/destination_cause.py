"""Why the posts of a destination are late, in words, and the action that helps."""

from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.finding import Action
from fsp.conditions.queue_words import first_causes
from fsp.conditions.snapshot import Snapshot
from fsp.queueing.blocker import BlockerKind

SWEEP = "due-publication-sweep"
UNKNOWN_CAUSE = "nothing blocks them here; their jobs wait for a worker or are being retried"


def why_late(destination: DestinationFacts, snapshot: Snapshot) -> str:
    """Return the reasons: pause, circuit, rate or limit of the destination, else what stops all publishing."""
    if destination.pause:
        return destination.pause
    if snapshot.copied:
        return "nothing is sent to destinations, because this installation may be a copy"
    if snapshot.workers_there == 0:
        return "no workers are running"
    causes = first_causes(destination.blockers)
    if causes:
        return causes
    if destination.late.error:
        return "the last attempt failed, and is retried"
    return UNKNOWN_CAUSE


def helpful_action(destination: DestinationFacts) -> Action:
    """Return what to do first about late posts."""
    if destination.pause:
        return resume_action(destination)
    kinds = {blocker.kind for blocker in destination.blockers}
    if kinds & {BlockerKind.RATE, BlockerKind.LIMIT}:
        return Action("Change limits", f"{destination.page}#limits", is_for_operators=True)
    if destination.is_site:
        return Action("Publish due posts", f"/schedules/{SWEEP}/run", is_post=True)
    return check_action(destination)


def check_action(destination: DestinationFacts) -> Action:
    """Return the action that tests the account, and says what to do about each failure."""
    return Action(f"Test {destination.name}", f"{destination.page}/test", is_post=True)


def resume_action(destination: DestinationFacts) -> Action:
    """Return the action that ends the pause."""
    return Action(f"Resume {destination.name}", f"{destination.page}/resume", is_post=True)


def posts_page(destination: DestinationFacts, state: str) -> str:
    """Return the page with the posts of a destination in a state."""
    return f"/projects/{destination.project_slug}/grid?state={state}&destination={destination.id}"
