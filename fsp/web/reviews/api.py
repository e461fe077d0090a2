"""`/api/reviews`, `/api/items/N/review` and `/api/projects/…/review-rules`: reviews of posts."""

from flask import Response, g
from flask_openapi.types import ResponseDict
from sqlalchemy import select

from fsp.audit.action import Action
from fsp.content.lookup import find_item, find_project
from fsp.models.account import Role
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.models.review import DecisionKind
from fsp.publishing.approval import open_review, read_approval
from fsp.publishing.item_activity import activity_of
from fsp.publishing.reviewers import Person, ReviewRules, rules_of, save_rules
from fsp.publishing.reviews import ask_review, comment, decide, waiting_for, withdraw_review
from fsp.stores import db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.items.schemas import ItemPath
from fsp.web.openapi import answer, api_blueprint
from fsp.web.projects.schemas import ProjectPath
from fsp.web.reviews.schemas import (
    ActivityLineShape,
    ActivityShape,
    ApprovalShape,
    AskReviewBody,
    CommentBody,
    DecisionBody,
    ReviewRulesShape,
    WaitingReviewShape,
    WaitingReviewsShape,
)
from fsp.web.schema import Problem

reviews_api = api_blueprint("api_reviews")

REVIEWED: ResponseDict = {200: ApprovalShape, 409: Problem}


@reviews_api.get("/api/reviews", responses={200: WaitingReviewsShape}, summary="List posts that wait for your review")
@requires(Role.VIEWER)
def index() -> Response:
    """List the posts that wait for the review of this account, oldest request first."""
    rows = waiting_for(_person())
    end_reading()
    return answer(WaitingReviewsShape(reviews=WaitingReviewShape.list_of(rows)))


@reviews_api.get("/api/items/<int:item_id>/review", responses={200: ApprovalShape}, summary="Read the review of a post")
@requires(Role.VIEWER)
def show(path: ItemPath) -> Response:
    """Return the open review of a post, and the approvals of its current revision."""
    return _shown(find_item(path.item_id))


@reviews_api.post("/api/items/<int:item_id>/review", responses=REVIEWED, summary="Ask for a review")
@requires(Role.OPERATOR, action=Action.ASK_REVIEW, target="item {item_id}")
def ask(path: ItemPath, body: AskReviewBody) -> Response:
    """Ask for a review of the post."""
    item = find_item(path.item_id)
    ask_review(item, by=g.account.name, note=body.note, reviewers=tuple(body.reviewers))
    return _shown(item)


@reviews_api.delete("/api/items/<int:item_id>/review", responses=REVIEWED, summary="Withdraw a post from review")
@requires(Role.OPERATOR, action=Action.WITHDRAW_REVIEW, target="item {item_id}")
def withdraw(path: ItemPath) -> Response:
    """Withdraw the request for a review."""
    item = find_item(path.item_id)
    withdraw_review(item)
    return _shown(item)


@reviews_api.post("/api/items/<int:item_id>/approve", responses=REVIEWED, summary="Approve a post")
@requires(Role.VIEWER, action=Action.APPROVE_ITEM, target="item {item_id}")
def approve(path: ItemPath, body: DecisionBody) -> Response:
    """Approve the current revision of the post. Only reviewers of the project may."""
    return _decided(path, DecisionKind.APPROVED, body)


@reviews_api.post("/api/items/<int:item_id>/request-changes", responses=REVIEWED, summary="Request changes to a post")
@requires(Role.VIEWER, action=Action.REQUEST_CHANGES, target="item {item_id}")
def request_changes(path: ItemPath, body: DecisionBody) -> Response:
    """Request changes to the current revision of the post. Only reviewers of the project may."""
    return _decided(path, DecisionKind.CHANGES, body)


@reviews_api.post("/api/items/<int:item_id>/comments", responses=REVIEWED, summary="Comment on a post")
@requires(Role.VIEWER, action=Action.COMMENT_ITEM, target="item {item_id}")
def add_comment(path: ItemPath, body: CommentBody) -> Response:
    """Add a comment to the activity of the post."""
    item = find_item(path.item_id)
    comment(item, by=g.account.name, text=body.text)
    return _shown(item)


@reviews_api.get(
    "/api/items/<int:item_id>/activity", responses={200: ActivityShape}, summary="List what happened to a post"
)
@requires(Role.VIEWER)
def activity(path: ItemPath) -> Response:
    """List the last 100 things that happened to the post, newest first. Times in the words are in UTC."""
    lines = activity_of(find_item(path.item_id), zone="UTC")
    end_reading()
    return answer(ActivityShape(lines=ActivityLineShape.list_of(lines)))


@reviews_api.get(
    "/api/projects/<slug>/review-rules", responses={200: ReviewRulesShape}, summary="Read the review rules of a project"
)
@requires(Role.VIEWER)
def show_rules(path: ProjectPath) -> Response:
    """Return what the project requires before a post is scheduled or published."""
    shape = ReviewRulesShape.of(rules_of(find_project(path.slug)))
    end_reading()
    return answer(shape)


@reviews_api.put(
    "/api/projects/<slug>/review-rules",
    responses={200: ReviewRulesShape},
    summary="Change the review rules of a project",
)
@requires(Role.ADMIN, action=Action.EDIT_REVIEW_RULES, target="project {slug}")
def change_rules(path: ProjectPath, body: ReviewRulesShape) -> Response:
    """Change what the project requires. Posts that are scheduled wait for the approvals, too."""
    project = find_project(path.slug)
    rules = ReviewRules(body.required_approvals, body.reviewer_role, tuple(body.reviewers), body.may_approve_own)
    save_rules(project, rules)
    return answer(ReviewRulesShape.of(rules_of(project)))


def _decided(path: ItemPath, kind: DecisionKind, body: DecisionBody) -> Response:
    item = find_item(path.item_id)
    decide(item, kind, _person(), text=body.text, seen_revision=body.revision)
    return _shown(item)


def _person() -> Person:
    return Person(g.account.name, Role(g.account.role))


def _shown(item: Item) -> Response:
    approval = read_approval(item, db.session.get_one(Project, item.project_id))
    review = open_review(item.id)
    shape = ApprovalShape(
        item_id=item.id,
        state=item.state,
        revision=db.session.scalar(select(Revision.number).where(Revision.id == item.current_revision_id)),
        is_open=review is not None,
        asked_by=review.asked_by if review else "",
        note=review.note if review else "",
        reviewers=review.reviewers if review else [],
        required=approval.required,
        approved_by=list(approval.approved_by),
        objections_by=list(approval.objections_by),
        is_sufficient=approval.is_sufficient,
    )
    end_reading()
    return answer(shape)
