"""Schemas of reviews in the API."""

from datetime import datetime

from pydantic import ConfigDict, Field

from fsp.models.account import Role
from fsp.shape import Shape


class AskReviewBody(Shape):
    """A request for a review."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field("", max_length=2000)
    reviewers: list[str] = Field(default_factory=list, max_length=50, description="Accounts; empty for all who may")


class DecisionBody(Shape):
    """A decision of a reviewer."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=2000, description="Required when changes are requested")
    revision: int | None = Field(None, ge=1, description="The revision that was read. A newer one is refused")


class CommentBody(Shape):
    """A comment."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2000)


class ApprovalShape(Shape):
    """The review of a post, and its approvals for the current revision."""

    item_id: int
    state: str
    revision: int | None
    is_open: bool = Field(description="Whether a review was asked for and has not ended")
    asked_by: str
    note: str
    reviewers: list[str]
    required: int
    approved_by: list[str]
    objections_by: list[str] = Field(description="Reviewers who requested changes to this revision")
    is_sufficient: bool = Field(description="Whether the post may be scheduled and published")


class WaitingReviewShape(Shape):
    """A post that waits for a review."""

    item_id: int
    title: str
    project: str
    state: str
    publish_at: datetime | None
    asked_by: str
    asked_at: datetime
    note: str


class WaitingReviewsShape(Shape):
    """The posts that wait for the review of this account, oldest request first."""

    reviews: list[WaitingReviewShape]


class ReviewRulesShape(Shape):
    """What a project requires before a post is scheduled or published."""

    model_config = ConfigDict(extra="forbid")

    required_approvals: int = Field(0, ge=0, le=10)
    reviewer_role: Role = Role.OPERATOR
    reviewers: list[str] = Field(
        default_factory=list, max_length=50, description="The only accounts that may review; empty for the role"
    )
    may_approve_own: bool = Field(default=False, description="Whether authors may approve their own texts")


class ActivityLineShape(Shape):
    """One thing that happened to a post."""

    at: datetime
    kind: str = Field(description="The event, such as scheduled, or revision")
    by: str = Field(description="The account or user; empty for FSP")
    words: str
    text: str = Field(description="What a person wrote, or the error")
    via: str
    job_id: str
    revision: int | None


class ActivityShape(Shape):
    """What happened to a post, newest first."""

    lines: list[ActivityLineShape]
