"""The life of a post as one table: which step is possible in which state, for whom, and what it leads to. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from fsp.content.standing import Standing, missing_approval
from fsp.models.account import Role
from fsp.models.item import ItemState

DRAFT, REVIEW, SCHEDULED = ItemState.DRAFT, ItemState.REVIEW, ItemState.SCHEDULED
PUBLISHED, FAILED = ItemState.PUBLISHED, ItemState.FAILED
UNPUBLISHED, ARCHIVED = ItemState.UNPUBLISHED, ItemState.ARCHIVED


class Step(StrEnum):
    """Something that people do with a post."""

    ASK_REVIEW = "ask for review"
    WITHDRAW_REVIEW = "withdraw from review"
    APPROVE = "approve"
    REQUEST_CHANGES = "request changes"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    REPUBLISH = "republish"
    ARCHIVE = "archive"
    UNARCHIVE = "restore from the archive"


@dataclass(frozen=True)
class Rule:
    """Where a step leads from each state in which it is possible, what it needs, and the least role for it."""

    leads_to: Mapping[ItemState, ItemState]
    needs_text: bool = False
    needs_approval: bool = False
    needs_review: bool = False
    """Whether a review must be open."""
    needs_public: bool = False
    role: Role = Role.OPERATOR


def _each(*states: ItemState, to: ItemState) -> dict[ItemState, ItemState]:
    return dict.fromkeys(states, to)


_LIVE = {SCHEDULED: SCHEDULED, PUBLISHED: PUBLISHED, FAILED: FAILED}

RULES: Mapping[Step, Rule] = MappingProxyType(
    {
        Step.ASK_REVIEW: Rule({**_each(DRAFT, REVIEW, UNPUBLISHED, to=REVIEW), **_LIVE}, needs_text=True),
        Step.WITHDRAW_REVIEW: Rule({REVIEW: DRAFT, DRAFT: DRAFT, UNPUBLISHED: UNPUBLISHED, **_LIVE}, needs_review=True),
        Step.APPROVE: Rule(
            {REVIEW: REVIEW, DRAFT: DRAFT, UNPUBLISHED: UNPUBLISHED, **_LIVE}, needs_text=True, role=Role.VIEWER
        ),
        Step.REQUEST_CHANGES: Rule(
            {REVIEW: DRAFT, DRAFT: DRAFT, UNPUBLISHED: UNPUBLISHED, **_LIVE}, needs_text=True, role=Role.VIEWER
        ),
        Step.SCHEDULE: Rule(
            _each(DRAFT, REVIEW, SCHEDULED, PUBLISHED, FAILED, UNPUBLISHED, to=SCHEDULED),
            needs_text=True,
            needs_approval=True,
        ),
        Step.UNSCHEDULE: Rule(_each(SCHEDULED, FAILED, to=DRAFT)),
        Step.PUBLISH: Rule(
            _each(DRAFT, REVIEW, SCHEDULED, PUBLISHED, FAILED, UNPUBLISHED, to=SCHEDULED),
            needs_text=True,
            needs_approval=True,
        ),
        Step.UNPUBLISH: Rule(_each(DRAFT, REVIEW, SCHEDULED, PUBLISHED, FAILED, to=UNPUBLISHED), needs_public=True),
        # A process of an older version unpublishes to "draft".
        Step.REPUBLISH: Rule(_each(UNPUBLISHED, DRAFT, REVIEW, to=PUBLISHED)),
        Step.ARCHIVE: Rule(_each(DRAFT, REVIEW, SCHEDULED, PUBLISHED, FAILED, UNPUBLISHED, to=ARCHIVED)),
        Step.UNARCHIVE: Rule({ARCHIVED: DRAFT}),
    }
)


def refusal(step: Step, post: Standing) -> str:
    """Return why a step is not possible, and what to do; empty if it is possible."""
    return next((reason for is_refused, reason in _checks(step, post) if is_refused), "")


def _checks(step: Step, post: Standing) -> Iterator[tuple[bool, str]]:
    """Yield what could prevent the step, most important first, each with its sentence."""
    rule, name = RULES[step], f'"{post.title}"'
    is_wrong = post.state not in rule.leads_to or (step is Step.REPUBLISH and not post.was_public)
    yield post.is_deleted, f"{name} is deleted. Restore it first."
    yield (
        post.state == ARCHIVED and step is not Step.UNARCHIVE,
        f"{name} is archived. Restore it from the archive first.",
    )
    yield is_wrong, _wrong_state(step, post)
    yield rule.needs_text and not post.has_text, f"{name} has no content yet. Write some or use a draft first."
    yield rule.needs_public and not post.is_public, f"{name} is not published."
    yield rule.needs_review and not post.approval.is_review_open, f"{name} is not in review."
    yield (
        rule.needs_approval and not post.approval.is_sufficient,
        f"{name} cannot be {_PARTICIPLES.get(step)}: {missing_approval(post.approval)}",
    )


def state_after(step: Step, post: Standing) -> ItemState:
    """Return the state that a step leads to."""
    if step is Step.UNSCHEDULE and post.is_public:
        return PUBLISHED
    if step is Step.UNSCHEDULE and post.approval.is_review_open:
        return REVIEW
    if post.was_public and (step is Step.UNARCHIVE or (step is Step.WITHDRAW_REVIEW and post.state == REVIEW)):
        return UNPUBLISHED
    return RULES[step].leads_to[post.state]


def possible_steps(post: Standing) -> frozenset[Step]:
    """Return the steps that are possible now."""
    return frozenset(step for step in Step if not refusal(step, post))


_PARTICIPLES = {Step.SCHEDULE: "scheduled", Step.PUBLISH: "published"}


def _wrong_state(step: Step, post: Standing) -> str:
    name = f'"{post.title}"'
    if step is Step.UNSCHEDULE:
        return f"{name} is {post.state.words}, not scheduled. There is nothing to unschedule."
    if step is Step.UNPUBLISH:
        return f"{name} is not published."
    if step is Step.REPUBLISH:
        return f"{name} was not unpublished, so it cannot be republished."
    if step is Step.UNARCHIVE:
        return f"{name} is not archived."
    return f"{name} is {post.state.words}, so it cannot take this step: {step}."
