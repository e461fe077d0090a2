"""Accounts and tokens in the API, for admins alone."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.models.account import Account
from fsp.stores import db


@pytest.fixture
def admin(program: FlaskClient) -> FlaskClient:
    db.session.execute(update(Account).values(role="admin"))
    db.session.commit()
    return program


def test_an_operator_is_refused(program: FlaskClient) -> None:
    assert program.get("/api/accounts").status_code == 403
    assert program.post("/api/accounts", json={"name": "anna", "role": "viewer"}).status_code == 403


def test_an_account_is_made_changed_shut_out_and_let_in(admin: FlaskClient) -> None:
    document = admin.post("/api/accounts", json={"name": "anna", "role": "viewer"}).json
    path = f"/api/accounts/{document['account']['id']}"  # type: ignore[index]

    role = admin.post(f"{path}/role", json={"role": "operator"}).json
    out = admin.post(f"{path}/disable").json
    back = admin.post(f"{path}/enable").json

    assert "/login/link/" in document["link"]  # type: ignore[index]
    assert (role["role"], out["isDisabled"], back["isDisabled"]) == ("operator", True, False)  # type: ignore[index]
    assert "/login/link/" in admin.post(f"{path}/link").json["link"]  # type: ignore[index]
    assert [account["name"] for account in admin.get("/api/accounts").json["accounts"]] == ["anna", "robot"]  # type: ignore[index]


def test_a_mail_address_is_set_refused_and_removed(admin: FlaskClient) -> None:
    (robot,) = admin.get("/api/accounts").json["accounts"]  # type: ignore[index]
    path = f"/api/accounts/{robot['id']}/email"

    answers = [admin.post(path, json={"email": email}) for email in ("robot@example.org", "no address", "")]

    assert [answer.status_code for answer in answers] == [200, 422, 200]
    assert [answers[0].json["email"], answers[2].json["email"]] == ["robot@example.org", ""]  # type: ignore[index]


def test_the_last_admin_stays(admin: FlaskClient) -> None:
    (robot,) = admin.get("/api/accounts").json["accounts"]  # type: ignore[index]

    assert admin.post(f"/api/accounts/{robot['id']}/disable").status_code == 409


def test_a_token_is_made_and_revoked(admin: FlaskClient) -> None:
    (robot,) = admin.get("/api/accounts").json["accounts"]  # type: ignore[index]

    document = admin.post("/api/tokens", json={"name": "ci", "accountId": robot["id"]}).json
    listed = admin.get("/api/tokens").json["tokens"]  # type: ignore[index]
    left = admin.post(f"/api/tokens/{listed[-1]['id']}/revoke").json

    assert document["token"].startswith("fsp_")  # type: ignore[index]
    assert [entry["name"] for entry in listed] == ["test", "ci"]
    assert [entry["name"] for entry in left["tokens"]] == ["test"]  # type: ignore[index]
