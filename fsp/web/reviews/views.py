"""What the page of a post shows of its review, for the account that looks."""

from dataclasses import dataclass

from sqlalchemy import select

from fsp.content.lifecycle import Step, possible_steps, refusal
from fsp.content.standing import Approval, missing_approval
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.models.review import Review
from fsp.publishing.approval import open_review, read_approval
from fsp.publishing.item_step import standing_of
from fsp.publishing.reviewers import Person, possible_reviewers, why_not_reviewer
from fsp.publishing.reviews import why_not_decide
from fsp.stores import db


@dataclass(frozen=True)
class ReviewPanel:
    """The review of a post, and what is possible now."""

    review: Review | None
    approval: Approval
    revision: int | None
    """The number of the current revision."""
    steps: frozenset[str]
    """The names of the possible steps."""
    why_not_schedule: str
    why_not_approve: str
    """Why this account may not approve the text; empty if it may."""
    may_review: bool
    reviewers: list[str]
    """The accounts that may be asked."""

    @property
    def is_shown(self) -> bool:
        """Return whether the project requires reviews, or one was asked for."""
        return bool(self.approval.required or self.review or self.approval.objections_by or self.approval.approved_by)

    @property
    def missing(self) -> str:
        """Return which approval is missing, as a sentence; empty if none is."""
        if self.approval.is_sufficient:
            return ""
        sentence = missing_approval(self.approval)
        return sentence[:1].upper() + sentence[1:]


def read_review(item: Item, project: Project, person: Person) -> ReviewPanel:
    """Read what the page of a post shows of its review."""
    post = standing_of(item)
    approval = read_approval(item, project)
    reason = why_not_decide(item, project, person)
    names = possible_reviewers(project, except_for=person.name)
    return ReviewPanel(
        review=open_review(item.id),
        approval=approval,
        revision=db.session.scalar(select(Revision.number).where(Revision.id == item.current_revision_id)),
        steps=frozenset(step.name for step in possible_steps(post)),
        why_not_schedule=refusal(Step.SCHEDULE, post),
        why_not_approve=reason,
        may_review=not why_not_reviewer(project, person),
        reviewers=names,
    )
