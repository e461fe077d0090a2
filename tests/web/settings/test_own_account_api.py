"""The account of a token, and its mail address."""

import re

import pytest
from flask.testing import FlaskClient

from fsp.settings import Settings
from tests.alerts.channels.mail_server import MailServer


@pytest.fixture
def settings(settings: Settings, mail: MailServer) -> Settings:
    return mail.settings(settings)


def test_a_program_changes_and_removes_its_own_address(program: FlaskClient, mail: MailServer) -> None:
    asked = program.post("/api/account/email", json={"email": "robot@example.org"}).json
    token = re.findall(r"token=(\S+)", mail.last_text)[0]
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
