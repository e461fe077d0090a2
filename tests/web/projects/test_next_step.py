"""What an author does next with a post."""

import pytest

from fsp.models.item import ItemState
from fsp.web.projects.next_step import next_step


@pytest.mark.parametrize(
    ("state", "has_text", "needs_approval", "label"),
    [
        (ItemState.DRAFT, False, False, "Write"),
        (ItemState.DRAFT, True, False, "Schedule"),
        (ItemState.DRAFT, True, True, "Ask for review"),
        (ItemState.REVIEW, True, True, "Review"),
        (ItemState.SCHEDULED, False, False, "Write"),
        (ItemState.SCHEDULED, True, False, "Edit"),
        (ItemState.PUBLISHED, True, False, "Edit"),
        (ItemState.FAILED, True, False, "Publish again"),
        (ItemState.UNPUBLISHED, True, False, "Republish"),
        (ItemState.ARCHIVED, False, False, "Restore"),
    ],
)
def test_each_state_has_a_next_step(state: ItemState, has_text: bool, needs_approval: bool, label: str) -> None:
    step = next_step(7, state, has_text=has_text, needs_approval=needs_approval, is_deleted=False)

    assert step.label == label
    assert step.url.startswith("/items/7")


def test_a_deleted_post_is_restored() -> None:
    step = next_step(7, ItemState.PUBLISHED, has_text=True, needs_approval=False, is_deleted=True)

    assert (step.label, step.url, step.acts) == ("Restore", "/items/7/restore", True)
