"""An account changes its own mail address on its page."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fsp.models.account import Account
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.channels.mail_server import MailServer
from tests.web.forms import send
from tests.web.rows import row


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return mail.settings(settings)


def path_in(mail: MailServer) -> str:
    return str(re.findall(r"/account/email\?token=\S+", mail.last_text)[0])


def test_a_new_address_is_used_once_it_is_confirmed(signed_in: FlaskClient, mail: MailServer) -> None:
    asked = send(signed_in, "/account/email", email="anna@example.org")
    before = row(select(Account.email))
    page = signed_in.get(path_in(mail)).text
    token = path_in(mail).partition("token=")[2]
    confirmed = send(signed_in, "/account/email/confirm", token=token)

    assert (asked.status_code, before) == (303, "")
    assert "Confirm address" in page
    assert confirmed.status_code == 303
    assert row(select(Account.email)) == "anna@example.org"
    assert "anna@example.org" in signed_in.get("/account/email").text


def test_an_address_is_removed_without_a_mail(signed_in: FlaskClient, mail: MailServer) -> None:
    db.session.execute(update(Account).values(email="anna@example.org"))
    db.session.commit()

    send(signed_in, "/account/email", email="")

    assert (row(select(Account.email)), mail.mails) == ("", [])


def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in: FlaskClient, mail: MailServer) -> None:
    answer = send(signed_in, "/account/email", email="nobody")

    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text
    assert signed_in.get("/account/email?token=x").status_code == 422
    assert send(signed_in, "/account/email/confirm", token="x").status_code == 422


def test_a_mail_server_that_is_down_is_said(signed_in: FlaskClient, mail: MailServer) -> None:
    mail.refuse["RCPT"] = "550 no"

    answer = send(signed_in, "/account/email", email="anna@example.org")

    assert answer.status_code == 503
    assert "was not sent" in answer.text
