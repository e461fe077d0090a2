"""Reviews of posts: ask, comment, approve, request changes. A decision holds for one revision."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from fsp.clock import utc_now
from fsp.content.item_history import add_event
from fsp.content.lifecycle import Step
from fsp.errors import Conflict, InvalidInput
from fsp.models.item import Item, Revision
from fsp.models.item_event import EventKind
from fsp.models.project import Project
from fsp.models.review import DecisionKind, Review, ReviewDecision, ReviewOutcome
from fsp.publishing.approval import open_review
from fsp.publishing.item_step import refuse, take_step
from fsp.publishing.review_notices import drop_notices, notify_author, notify_reviewers
from fsp.publishing.review_state import close_review
from fsp.publishing.reviewers import Person, authors_of_changes, refuse_unknown, why_not_reviewer
from fsp.stores import db

MAX_TEXT_CHARACTERS = 2_000
STEPS = {DecisionKind.APPROVED: Step.APPROVE, DecisionKind.CHANGES: Step.REQUEST_CHANGES}
EVENTS = {DecisionKind.APPROVED: EventKind.APPROVED, DecisionKind.CHANGES: EventKind.CHANGES_REQUESTED}


def ask_review(item: Item, *, by: str, note: str = "", reviewers: tuple[str, ...] = ()) -> None:
    """Ask for a review, of these accounts or of everyone who may. Asking again replaces the open request."""
    text = _checked(note)
    refuse_unknown(reviewers)
    take_step(Step.ASK_REVIEW, item)
    _withdraw(item)
    review = Review(item_id=item.id, asked_by=by, note=text, reviewers=list(dict.fromkeys(reviewers)))
    db.session.add(review)
    db.session.flush()
    notify_reviewers(review, item)
    add_event(item.id, EventKind.REVIEW_ASKED, text=text, of=list(reviewers), revision=_number(item))
    db.session.commit()


def withdraw_review(item: Item) -> None:
    """Withdraw the open request for a review; raise Conflict if there is none."""
    take_step(Step.WITHDRAW_REVIEW, item)
    _withdraw(item)
    add_event(item.id, EventKind.REVIEW_WITHDRAWN)
    db.session.commit()


def decide(item: Item, kind: DecisionKind, person: Person, *, text: str = "", seen_revision: int | None = None) -> None:
    """Approve the current revision, or request changes to it; raise Conflict if this person may not.

    `seen_revision` is the number of the revision that was read. A newer one must be read first.
    """
    text = _checked(text)
    if kind == DecisionKind.CHANGES and not text:
        raise InvalidInput("Say what should change.")
    refuse(STEPS[kind], item)
    _refuse_person(item, kind, person)
    number = _number(item)
    if seen_revision is not None and seen_revision != number:
        raise Conflict(f"The post now has revision {number}. Read it, then decide again.")
    take_step(STEPS[kind], item)
    _supersede(item.id, by=person.name)
    decision = ReviewDecision(
        item_id=item.id, revision_id=item.current_revision_id, by=person.name, kind=kind, text=text
    )
    db.session.add(decision)
    db.session.flush()
    notify_author(decision, item, open_review(item.id))
    if kind == DecisionKind.CHANGES:
        close_review(item.id, ReviewOutcome.CHANGES_REQUESTED)
    add_event(item.id, EVENTS[kind], by=person.name, text=text, revision=number)
    db.session.commit()


def comment(item: Item, *, by: str, text: str) -> None:
    """Add a comment to the history of the post."""
    text = _checked(text)
    if not text:
        raise InvalidInput("Write a comment first.")
    add_event(item.id, EventKind.COMMENTED, by=by, text=text)
    db.session.commit()


@dataclass(frozen=True)
class WaitingReview:
    """A post that waits for somebody's review."""

    item_id: int
    title: str
    project: str
    state: str
    publish_at: datetime | None
    asked_by: str
    asked_at: datetime
    note: str


def waiting_for(person: Person) -> list[WaitingReview]:
    """Return the open reviews that this person may decide and has not decided for the current revision."""
    decided = select(ReviewDecision.id).where(
        ReviewDecision.item_id == Item.id,
        ReviewDecision.revision_id == Item.current_revision_id,
        ReviewDecision.by == person.name,
        ReviewDecision.superseded_at.is_(None),
    )
    rows = db.session.execute(
        select(Review, Item, Project)
        .join(Item, Item.id == Review.item_id)
        .join(Project, Project.id == Item.project_id)
        .where(
            Review.closed_at.is_(None),
            Item.deleted_at.is_(None),
            Project.deleted_at.is_(None),
            Review.asked_by != person.name,
            ~decided.correlate(Item).exists(),
        )
        .order_by(Review.asked_at, Review.id)
    ).all()
    return [
        WaitingReview(
            item_id=item.id,
            title=item.title,
            project=project.title,
            state=item.state,
            publish_at=item.publish_at,
            asked_by=review.asked_by,
            asked_at=review.asked_at,
            note=review.note,
        )
        for review, item, project in rows
        if (person.name in review.reviewers or not review.reviewers) and not why_not_reviewer(project, person)
    ]


def why_not_decide(item: Item, project: Project, person: Person) -> str:
    """Return why somebody may not approve the current text of a post; empty if they may."""
    reason = why_not_reviewer(project, person)
    if reason or project.may_approve_own or person.name not in authors_of_changes(item):
        return reason
    return "You wrote a part of this text, so somebody else has to approve it."


def _withdraw(item: Item) -> None:
    review = open_review(item.id)
    if review is not None:
        close_review(item.id, ReviewOutcome.WITHDRAWN)
        drop_notices(review)


def _refuse_person(item: Item, kind: DecisionKind, person: Person) -> None:
    project = db.session.get_one(Project, item.project_id)
    check = (
        why_not_decide(item, project, person) if kind == DecisionKind.APPROVED else why_not_reviewer(project, person)
    )
    if check:
        raise Conflict(check)


def _supersede(item_id: int, *, by: str) -> None:
    db.session.execute(
        update(ReviewDecision)
        .where(ReviewDecision.item_id == item_id, ReviewDecision.by == by, ReviewDecision.superseded_at.is_(None))
        .values(superseded_at=utc_now())
    )


def _number(item: Item) -> int | None:
    return db.session.scalar(select(Revision.number).where(Revision.id == item.current_revision_id))


def _checked(text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise InvalidInput(f"A text of a review has at most {MAX_TEXT_CHARACTERS} characters, got {len(text)}.")
    return text
