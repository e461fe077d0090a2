"""The pages of reviews: what waits for you, the actions on a post, and the rules of a project."""

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.accounts.manage import list_accounts
from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_item, find_project
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.review import DecisionKind
from fsp.publishing.reviewers import Person, ReviewRules, rules_of, save_rules
from fsp.publishing.reviews import ask_review, comment, decide, waiting_for, withdraw_review
from fsp.stores import db, end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.partials import live_page
from fsp.web.toasts import Undo, done

reviews = Blueprint("reviews", __name__)


@reviews.get("/reviews")
@requires(Role.VIEWER)
def index() -> str:
    """List the posts that wait for the review of the signed-in account."""
    rows = waiting_for(_person())
    end_reading()
    return live_page("reviews/index", reviews=rows, as_of=utc_now())


@reviews.post("/items/<int:item_id>/review")
@requires(Role.OPERATOR, action=Action.ASK_REVIEW, target="item {item_id}")
def ask(item_id: int) -> Response:
    """Ask for a review of the post."""
    names = tuple(request.form.getlist("reviewers"))
    note = request.form.get("note", "")
    ask_review(find_item(item_id), by=g.account.name, note=note, reviewers=names)
    done("Review requested.", Undo(url_for("reviews.withdraw", item_id=item_id)))
    return _back_to(item_id)


@reviews.post("/items/<int:item_id>/review/withdraw")
@requires(Role.OPERATOR, action=Action.WITHDRAW_REVIEW, target="item {item_id}")
def withdraw(item_id: int) -> Response:
    """Withdraw the post from review."""
    return _changed(item_id, withdraw_review, "Withdrawn from review.")


@reviews.post("/items/<int:item_id>/approve")
@requires(Role.VIEWER, action=Action.APPROVE_ITEM, target="item {item_id}")
def approve(item_id: int) -> Response:
    """Approve the current revision of the post."""
    return _decided(item_id, DecisionKind.APPROVED, "Approved.")


@reviews.post("/items/<int:item_id>/request-changes")
@requires(Role.VIEWER, action=Action.REQUEST_CHANGES, target="item {item_id}")
def request_changes(item_id: int) -> Response:
    """Request changes to the current revision of the post."""
    return _decided(item_id, DecisionKind.CHANGES, "Changes requested.")


@reviews.post("/items/<int:item_id>/comments")
@requires(Role.VIEWER, action=Action.COMMENT_ITEM, target="item {item_id}")
def add_comment(item_id: int) -> Response:
    """Add a comment to the activity of the post."""
    text = request.form.get("text", "")
    return _changed(item_id, lambda item: comment(item, by=g.account.name, text=text), "Comment added.")


@reviews.get("/projects/<slug>/review-rules")
@requires(Role.OPERATOR)
def edit_rules(slug: str) -> str:
    """Show the form of a project's review rules."""
    project = find_project(slug)
    return _form(project, rules_of(project))


@reviews.post("/projects/<slug>/review-rules")
@requires(Role.ADMIN, action=Action.EDIT_REVIEW_RULES, target="project {slug}")
def save(slug: str) -> Response | tuple[str, int]:
    """Save a project's review rules."""
    project = find_project(slug)
    role = forms.text("reviewer_role")
    rules = ReviewRules(
        forms.whole_number("required_approvals") or 0,
        Role(role) if role in set(Role) else Role.OPERATOR,
        tuple(request.form.getlist("reviewers")),
        forms.is_checked("may_approve_own"),
    )
    try:
        save_rules(project, rules)
    except InvalidInput as error:
        db.session.rollback()
        return _form(project, rules, error=str(error)), 422
    flash("Saved the review rules.")
    return redirect(url_for("projects.show", slug=slug), 303)


def _form(project: Project, rules: ReviewRules, *, error: str = "") -> str:
    names = [account.name for account in list_accounts() if account.disabled_at is None]
    end_reading()
    return render_template("reviews/rules.html", project=project, rules=rules, names=names, roles=[*Role], error=error)


def _decided(item_id: int, kind: DecisionKind, words: str) -> Response:
    text, seen = request.form.get("text", ""), forms.whole_number("revision")
    return _changed(item_id, lambda item: decide(item, kind, _person(), text=text, seen_revision=seen), words)


def _changed(item_id: int, change: Callable[[Item], None], words: str) -> Response:
    change(find_item(item_id))
    flash(words)
    return _back_to(item_id)


def _person() -> Person:
    return Person(g.account.name, Role(g.account.role))


def _back_to(item_id: int) -> Response:
    return redirect(url_for("items.show", item_id=item_id), 303)
