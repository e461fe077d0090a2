"""Notices of reviews: whom they reach, by which way, and that each is sent once."""

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.accounts.manage import change_email
from fsp.alerts.channels.account_mail import account_channels
from fsp.content.editing import ItemText, save_item
from fsp.core import current_settings
from fsp.handlers.deliver_notices import deliver_notices
from fsp.models.account import Account, Role
from fsp.models.alert_kinds import NoticeState
from fsp.models.alert_notice import AlertNotice
from fsp.models.item import Item, ItemState
from fsp.models.review import DecisionKind
from fsp.publishing.reviewers import Person
from fsp.publishing.reviews import ask_review, decide, withdraw_review
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.channels.mail_server import MailServer
from tests.publishing.conftest import MakeItem

BEN = Person("ben", Role.OPERATOR)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    """Return settings with a mail server, and with a channel that nobody reads."""
    return mail.settings(settings).model_copy(update={"slack_webhook_url": "https://hooks.example/x"})


@pytest.fixture
def item(core: Flask, make_item: MakeItem) -> Item:
    """Return a post by anna, who has a mail address, as has ben; eve has none."""
    for name in ("anna", "ben", "eve"):
        db.session.add(account := Account(name=name, role="operator"))
        db.session.flush()
        change_email(account, f"{name}@example.org" if name != "eve" else "")
    item = make_item("beans", title="{Beans}", state=ItemState.DRAFT)
    save_item(item, ItemText(title="{Beans}", body="1."), seen_revision_id=item.current_revision_id, author="anna")
    return item


def waiting() -> dict[str, str]:
    rows = db.session.scalars(select(AlertNotice).where(AlertNotice.state == NoticeState.WAITING)).all()
    return {row.channel: row.entries[0].content["title"] for row in rows}


def channel_of(name: str) -> str:
    return f"account:{db.session.scalar(select(Account.id).where(Account.name == name))}"


def test_a_reviewer_gets_a_mail_once_and_the_author_when_it_is_decided(item: Item, mail: MailServer) -> None:
    ask_review(item, by="anna", note="Please check the months.", reviewers=("ben",))
    for _ in range(2):
        deliver_notices()
    decide(item, DecisionKind.CHANGES, BEN, text="Which months?")
    deliver_notices()

    assert mail.recipients == ["ben@example.org", "anna@example.org"]
    assert [next(line for line in text.splitlines() if line.startswith("Subject")) for text in mail.mails] == [
        'Subject: [FSP] anna asks you to review "{Beans}"',
        'Subject: [FSP] ben requests changes to "{Beans}"',
    ]
    assert "Please check the months." in mail.mails[0]
    assert f"{current_settings().public_url}/items/{item.id}" in mail.mails[0]
    assert "Which months?" in mail.mails[1]


def test_people_without_an_address_are_named_on_the_alert_channels(item: Item) -> None:
    ask_review(item, by="anna", reviewers=("ben", "eve"))

    assert waiting() == {
        channel_of("ben"): 'anna asks you to review "{Beans}"',
        "slack": 'anna asks eve to review "{Beans}"',
    }


def test_everyone_who_may_review_is_asked_if_nobody_is_named_and_not_who_asks(item: Item) -> None:
    ask_review(item, by="anna")

    assert set(waiting()) == {channel_of("ben"), "slack"}


def test_a_withdrawn_or_repeated_request_sends_no_old_notice(item: Item, mail: MailServer) -> None:
    ask_review(item, by="anna", note="Old.", reviewers=("ben",))
    ask_review(item, by="anna", note="New.", reviewers=("ben",))
    deliver_notices()
    ask_review(item, by="anna", reviewers=("ben",))
    withdraw_review(item)
    deliver_notices()

    assert len(mail.mails) == 1
    assert "New." in mail.mails[0]


def test_who_decides_gets_no_notice_of_their_own_decision(item: Item) -> None:
    ask_review(item, by="ben", reviewers=("ben",))
    before = waiting()
    decide(item, DecisionKind.APPROVED, BEN)

    assert waiting() == before


def test_the_mail_of_a_person_that_is_refused_troubles_nobody_else(item: Item, mail: MailServer) -> None:
    mail.refuse["RCPT"] = "550 no such person"
    ask_review(item, by="anna", reviewers=("ben",))
    deliver_notices()

    assert waiting() == {}
    assert db.session.scalars(select(AlertNotice.state)).all() == [NoticeState.FAILED]


def test_an_account_that_lost_its_address_has_no_channel(item: Item, settings: Settings) -> None:
    ask_review(item, by="anna", reviewers=("ben",))
    before = [channel.name for channel in account_channels(settings)]
    change_email(db.session.scalars(select(Account).where(Account.name == "ben")).one(), "")

    assert (before, account_channels(settings)) == ([channel_of("ben")], ())
