"""The account of a token, and its mail address."""

import re
from collections.abc import Iterator
from email import message_from_string
from email.policy import default

import pytest
from flask.testing import FlaskClient

from fsp.settings import Settings
from tests.alerts.channels.mail_server import MailServer, mail_server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return settings.model_copy(
        update={
            "smtp_url": f"smtp://127.0.0.1:{mail.port}",
            "alert_email_sender": "FSP <fsp@example.org>",
            "alert_allow_internal": True,
        }
    )


def test_a_program_changes_and_removes_its_own_address(program: FlaskClient, mail: MailServer) -> None:
    asked = program.post("/api/account/email", json={"email": "robot@example.org"}).json
    text = message_from_string(mail.mails[-1], policy=default).get_content()
    token = re.findall(r"token=(\S+)", text)[0]
    confirmed = program.post("/api/account/email/confirm", json={"token": token}).json
    read = program.get("/api/account").json
    removed = program.post("/api/account/email", json={"email": ""}).json

    assert (asked["account"]["email"], asked["pendingEmail"]) == ("", "robot@example.org")  # type: ignore[index]
    assert confirmed == read
    assert read["email"] == "robot@example.org"  # type: ignore[index]
    assert (removed["account"]["email"], removed["pendingEmail"]) == ("", "")  # type: ignore[index]


@pytest.mark.parametrize("body", [{"email": "nobody"}, {}, {"email": "a@example.org", "name": "x"}])
def test_a_wrong_address_is_refused(program: FlaskClient, mail: MailServer, body: dict[str, str]) -> None:
    assert program.post("/api/account/email", json=body).status_code == 422
    assert program.post("/api/account/email/confirm", json={"token": "x"}).status_code == 422
    assert mail.mails == []
