"""The life of a post: which step is possible, and what it leads to."""

from dataclasses import replace

import pytest

from fsp.content.lifecycle import RULES, Step, possible_steps, refusal, state_after
from fsp.content.standing import Approval, Standing
from fsp.models.item import ItemState

POST = Standing("Beans", ItemState.DRAFT)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (
            ItemState.DRAFT,
            {Step.ASK_REVIEW, Step.APPROVE, Step.REQUEST_CHANGES, Step.SCHEDULE, Step.PUBLISH, Step.ARCHIVE},
        ),
        (ItemState.SCHEDULED, {*RULES} - {Step.UNPUBLISH, Step.REPUBLISH, Step.UNARCHIVE, Step.WITHDRAW_REVIEW}),
        (ItemState.ARCHIVED, {Step.UNARCHIVE}),
    ],
)
def test_the_state_decides_what_is_possible(state: ItemState, steps: set[Step]) -> None:
    assert possible_steps(replace(POST, state=state)) == steps


def test_a_public_post_can_be_unpublished_and_an_unpublished_one_republished() -> None:
    public = replace(POST, state=ItemState.PUBLISHED, is_public=True, was_public=True)
    unpublished = replace(public, state=ItemState.UNPUBLISHED, is_public=False)

    assert (Step.UNPUBLISH in possible_steps(public), Step.REPUBLISH in possible_steps(public)) == (True, False)
    assert (Step.UNPUBLISH in possible_steps(unpublished), Step.REPUBLISH in possible_steps(unpublished)) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("post", "step", "sentence"),
    [
        (replace(POST, is_deleted=True), Step.SCHEDULE, '"Beans" is deleted. Restore it first.'),
        (
            replace(POST, state=ItemState.ARCHIVED),
            Step.PUBLISH,
            '"Beans" is archived. Restore it from the archive first.',
        ),
        (
            replace(POST, has_text=False),
            Step.ASK_REVIEW,
            '"Beans" has no content yet. Write some or use a draft first.',
        ),
        (POST, Step.UNSCHEDULE, '"Beans" is a draft, not scheduled. There is nothing to unschedule.'),
        (POST, Step.UNPUBLISH, '"Beans" is not published.'),
        (POST, Step.REPUBLISH, '"Beans" was not unpublished, so it cannot be republished.'),
        (POST, Step.UNARCHIVE, '"Beans" is not archived.'),
        (POST, Step.WITHDRAW_REVIEW, '"Beans" is not in review.'),
        (
            replace(POST, approval=Approval(required=2)),
            Step.SCHEDULE,
            '"Beans" cannot be scheduled: it has 0 of 2 approvals. Ask for a review first.',
        ),
        (
            replace(
                POST,
                state=ItemState.REVIEW,
                approval=Approval(required=2, approved_by=("anna",), is_review_open=True, reviewers=("anna", "ben")),
            ),
            Step.PUBLISH,
            '"Beans" cannot be published: it is in review and has 1 of 2 approvals. Ask anna or ben to approve it.',
        ),
        (
            replace(POST, approval=Approval(required=1, has_earlier_approval=True)),
            Step.SCHEDULE,
            '"Beans" cannot be scheduled: it was changed after its approval, and this revision has 0 of 1 approvals. '
            "Ask for another review.",
        ),
        (
            replace(POST, approval=Approval(required=1, approved_by=("anna",), objections_by=("ben",))),
            Step.SCHEDULE,
            '"Beans" cannot be scheduled: ben requested changes. Edit it, then ask for another review.',
        ),
    ],
)
def test_a_refusal_says_why_and_what_to_do(post: Standing, step: Step, sentence: str) -> None:
    assert refusal(step, post) == sentence


@pytest.mark.parametrize("approval", [Approval(), Approval(1, ("anna",)), Approval(2, is_live=True)])
def test_an_approved_post_can_be_scheduled(approval: Approval) -> None:
    assert refusal(Step.SCHEDULE, replace(POST, approval=approval)) == ""


@pytest.mark.parametrize(
    ("post", "step", "state"),
    [
        (POST, Step.ASK_REVIEW, ItemState.REVIEW),
        (replace(POST, state=ItemState.PUBLISHED), Step.ASK_REVIEW, ItemState.PUBLISHED),
        (replace(POST, state=ItemState.REVIEW), Step.REQUEST_CHANGES, ItemState.DRAFT),
        (replace(POST, state=ItemState.SCHEDULED), Step.UNSCHEDULE, ItemState.DRAFT),
        (replace(POST, state=ItemState.SCHEDULED, is_public=True), Step.UNSCHEDULE, ItemState.PUBLISHED),
        (
            replace(POST, state=ItemState.SCHEDULED, approval=Approval(is_review_open=True)),
            Step.UNSCHEDULE,
            ItemState.REVIEW,
        ),
        (replace(POST, state=ItemState.REVIEW, was_public=True), Step.WITHDRAW_REVIEW, ItemState.UNPUBLISHED),
        (replace(POST, state=ItemState.ARCHIVED), Step.UNARCHIVE, ItemState.DRAFT),
        (replace(POST, state=ItemState.ARCHIVED, was_public=True), Step.UNARCHIVE, ItemState.UNPUBLISHED),
    ],
)
def test_a_step_leads_to_a_state(post: Standing, step: Step, state: ItemState) -> None:
    assert state_after(step, post) == state
