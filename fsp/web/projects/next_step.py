"""What an author most likely does next with a post, for lists of posts. Pure."""

from dataclasses import dataclass

from fsp.models.item import ItemState


@dataclass(frozen=True)
class NextStep:
    """A step and its address. A step that `acts` is sent as a form; any other opens a page."""

    label: str
    url: str
    acts: bool = False


EDIT = NextStep("Edit", "/edit")
WRITE = NextStep("Write", "/edit")
ASK_REVIEW = NextStep("Ask for review", "#review")
RESTORE = NextStep("Restore", "/restore", acts=True)
STEPS = {
    ItemState.DRAFT: NextStep("Schedule", "#publishing"),
    ItemState.REVIEW: NextStep("Review", "#review"),
    ItemState.SCHEDULED: EDIT,
    ItemState.PUBLISHED: EDIT,
    ItemState.FAILED: NextStep("Publish again", "/publish", acts=True),
    ItemState.UNPUBLISHED: NextStep("Republish", "/republish", acts=True),
    ItemState.ARCHIVED: NextStep("Restore", "/unarchive", acts=True),
}
"""The address is relative to that of the post."""


def next_step(item_id: int, state: str, *, has_text: bool, needs_approval: bool, is_deleted: bool) -> NextStep:
    """Return the next step of a post."""
    step = STEPS[ItemState(state)]
    if is_deleted:
        step = RESTORE
    elif not has_text and state != ItemState.ARCHIVED:
        step = WRITE
    elif needs_approval and state == ItemState.DRAFT:
        step = ASK_REVIEW
    return NextStep(step.label, f"/items/{item_id}{step.url}", step.acts)
