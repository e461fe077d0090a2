"""Notices of reviews: to the reviewers when one is asked for, to its author when it is decided.

They are rows of the outbox, written in the transaction of the review, so that each is sent once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from fsp.alerts.channels.account_mail import account_channel_name, can_mail
from fsp.alerts.channels.catalogue import channel_names
from fsp.alerts.message import Entry
from fsp.alerts.notice_rows import add_notice
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.models.account import Account
from fsp.models.alert_kinds import NoticeKind, NoticeState
from fsp.models.alert_notice import AlertNotice
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.review import DecisionKind, Review, ReviewDecision
from fsp.publishing.reviewers import authors_of_changes, possible_reviewers
from fsp.stores import db

INFO = "info"
DECIDED = {DecisionKind.APPROVED: "approved", DecisionKind.CHANGES: "requests changes to"}


@dataclass(frozen=True)
class Notice:
    """What happened to the review of a post. `key` is the same for all recipients."""

    key: str
    title: Callable[[str], str]
    """Returns one line, with the people who are asked: "you", or their names."""
    text: str
    item: Item

    def entry(self, people: str, now: datetime, *, text: str = "") -> Entry:
        """Return the notice as the outbox keeps it."""
        project = db.session.get_one(Project, self.item.project_id)
        return Entry(
            kind=NoticeKind.REVIEW,
            fingerprint=self.key,
            rule="Review",
            alert_type="review",
            severity=INFO,
            title=self.title(people),
            why="\n\n".join(part for part in (text, self.text, f"Project: {project.title}") if part),
            advice="Open the post.",
            labels={"project": project.slug, "page": f"/items/{self.item.id}"},
            started_at=now,
            ended_at=now,
        )


def notify_reviewers(review: Review, item: Item) -> None:
    """Add a notice for each reviewer: those who were named, or everyone who may review. Does not commit."""
    project = db.session.get_one(Project, item.project_id)
    names = review.reviewers or possible_reviewers(project, except_for=review.asked_by)
    asked_by, title = review.asked_by, item.title
    _add(Notice(_key(review), lambda people: f'{asked_by} asks {people} to review "{title}"', review.note, item), names)


def notify_author(decision: ReviewDecision, item: Item, review: Review | None) -> None:
    """Add a notice for who asked for the review, or else for the authors of the text. Does not commit."""
    names = ({review.asked_by} if review else authors_of_changes(item)) - {decision.by}
    line = f'{decision.by} {DECIDED[DecisionKind(decision.kind)]} "{item.title}"'
    _add(Notice(f"review-decision:{decision.id}", lambda _: line, decision.text, item), names)


def drop_notices(review: Review) -> None:
    """Supersede the notices of a review that were not sent yet. Does not commit."""
    waiting = update(AlertNotice).where(AlertNotice.group_key == _key(review), AlertNotice.state == NoticeState.WAITING)
    db.session.execute(
        waiting.values(state=NoticeState.SUPERSEDED, settled_at=utc_now(), version=AlertNotice.version + 1)
    )


def _add(notice: Notice, names: Collection[str]) -> None:
    """Add a mail for each person with an address, and one message to every alert channel for all others."""
    settings, now = current_settings(), utc_now()
    accounts = db.session.scalars(select(Account).where(Account.name.in_(names), Account.disabled_at.is_(None))).all()
    mailed = [account for account in accounts if account.email and can_mail(settings)]
    entries = [(account_channel_name(account), notice.entry("you", now)) for account in mailed]
    others = ", ".join(sorted(set(names) - {account.name for account in mailed}))
    if others:
        entry = notice.entry(others, now, text=f"For {others}." if others not in notice.title(others) else "")
        entries += [(channel, entry) for channel in channel_names(settings)]
    for channel, entry in entries:
        add_notice(channel, notice.key, [(None, entry)], key=notice.key, now=now, due_at=now)


def _key(review: Review) -> str:
    return f"review:{review.id}"
