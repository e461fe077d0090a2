"""Who changes their own mail address confirms it with the link of a mail."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from fsp.accounts.login_attempts import MAX_ADDRESS_MAILS
from fsp.alerts.address_confirmation import address_of_token, ask_confirmation, confirm_address
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import Conflict, InvalidInput, ServiceUnavailable
from fsp.models.account import Account
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.channels.mail_server import MailServer


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return mail.settings(settings)


@pytest.fixture
def anna(core: Flask) -> Account:
    db.session.add(account := Account(name="anna", role="viewer", email="old@example.org"))
    db.session.commit()
    return account


def asked(account: Account, address: str) -> str:
    return ask_confirmation(account, address, settings=current_settings(), now=utc_now())


def token_in(mail: MailServer) -> str:
    return str(re.findall(r"token=(\S+)", mail.last_text)[0])


def test_the_address_counts_once_the_link_of_its_mail_is_opened(anna: Account, mail: MailServer) -> None:
    assert asked(anna, " Anna <anna@example.org> ") == "anna@example.org"
    before = db.session.get_one(Account, anna.id).email
    confirmed = confirm_address(token_in(mail), anna, current_settings())

    assert mail.recipients == ["anna@example.org"]
    assert (before, confirmed) == ("old@example.org", "anna@example.org")
    db.session.expire_all()
    assert db.session.get_one(Account, anna.id).email == "anna@example.org"


def test_a_link_is_for_its_account_and_for_a_day(
    anna: Account, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.add(other := Account(name="ben", role="viewer"))
    db.session.commit()
    asked(anna, "anna@example.org")
    token = token_in(mail)

    with pytest.raises(InvalidInput, match="another account"):
        address_of_token(token, other, current_settings())
    with pytest.raises(InvalidInput, match="incomplete"):
        address_of_token(token[:-2], anna, current_settings())
    monkeypatch.setattr("fsp.alerts.address_confirmation.VALID_FOR", timedelta(seconds=-1))
    with pytest.raises(InvalidInput, match="older than 24 hours"):
        address_of_token(token, anna, current_settings())


@pytest.mark.parametrize("text", ["", "nobody", "a@b..c", "anna@example.org\nbcc: x@example.org"])
def test_what_is_no_address_gets_no_mail(anna: Account, mail: MailServer, text: str) -> None:
    with pytest.raises(InvalidInput):
        asked(anna, text)

    assert mail.mails == []


def test_the_number_of_mails_is_limited(anna: Account, mail: MailServer) -> None:
    for _ in range(MAX_ADDRESS_MAILS):
        asked(anna, "anna@example.org")

    with pytest.raises(Conflict, match=r"Try again in \d+ min"):
        asked(anna, "anna@example.org")
    assert len(mail.mails) == MAX_ADDRESS_MAILS


def test_without_a_mail_server_it_says_whom_to_ask(anna: Account) -> None:
    settings = current_settings().model_copy(update={"smtp_url": None})

    with pytest.raises(Conflict, match="Ask an admin"):
        ask_confirmation(anna, "anna@example.org", settings=settings, now=utc_now())


def test_a_mail_that_is_not_accepted_is_said(anna: Account) -> None:
    settings = current_settings().model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})

    with pytest.raises(ServiceUnavailable, match=r"anna@example\.org was not sent"):
        ask_confirmation(anna, "anna@example.org", settings=settings, now=utc_now())
