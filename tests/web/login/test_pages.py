"""Setting a password: who took a session over must not keep the account for good."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from fsp.accounts.login_attempts import (
    MAX_CONFIRMATIONS,
    MAX_PER_ACCOUNT,
    confirmation_limits,
    reserve_attempt,
    sign_in_limits,
)
from fsp.accounts.manage import account_named
from fsp.accounts.sessions import link_for, open_session, session_of
from fsp.clock import utc_now
from fsp.models.account import Account, LoginLink, Role, WebSession
from fsp.security.passwords import hash_password, matches
from fsp.stores import db
from tests.web.forms import SAME_ORIGIN, csrf_of, send

OLD, NEW = "the old password", "the new password"
HASHED = hash_password(OLD)


@pytest.fixture
def ada(app: Flask) -> Account:
    account = account_named("ada", role=Role.ADMIN)
    account.password_hash = HASHED
    db.session.commit()
    return account


@pytest.fixture
def taken_over(client: FlaskClient, ada: Account) -> FlaskClient:
    """Return a browser with the cookie of somebody else's session, opened just now."""
    client.set_cookie("fsp_session", open_session(ada.id))
    return client


def set_password(browser: FlaskClient, password: str = NEW, **more: str) -> TestResponse:
    form = {"csrf_token": csrf_of(browser, "/account/password"), "password": password, **more}
    return browser.post("/account/password", data=form, headers=SAME_ORIGIN)


def password_is(password: str) -> bool:
    hashed = db.session.scalar(select(Account.password_hash).where(Account.name == "ada"))
    db.session.commit()
    return matches(password, hashed)


@pytest.mark.parametrize("fields", [{}, {"current_password": ""}, {"current_password": NEW}])
def test_a_session_alone_sets_no_password(taken_over: FlaskClient, fields: dict[str, str]) -> None:
    answer = set_password(taken_over, **fields)

    assert answer.status_code == 403
    assert "current password" in answer.text
    assert password_is(OLD)


def test_the_current_password_sets_another_and_ends_all_else(taken_over: FlaskClient, ada: Account) -> None:
    stolen = taken_over.get_cookie("fsp_session").value  # type: ignore[union-attr]
    other, link = open_session(ada.id), link_for(ada)

    answer = set_password(taken_over, current_password=OLD)

    assert answer.status_code == 303
    assert password_is(NEW)
    assert [session_of(token) for token in (stolen, other)] == [None, None]
    assert db.session.scalar(select(func.count()).select_from(LoginLink)) == 0
    db.session.commit()
    assert taken_over.get("/projects").status_code == 200
    assert taken_over.post(f"/login/link/{link}", data={}, headers=SAME_ORIGIN).status_code in {401, 403}


def test_a_fresh_confirmation_will_do(taken_over: FlaskClient) -> None:
    form = {"csrf_token": csrf_of(taken_over, "/projects"), "password": OLD}
    taken_over.post("/account/confirm", data=form, headers=SAME_ORIGIN)

    assert set_password(taken_over).status_code == 303
    assert password_is(NEW)


def test_a_confirmation_of_long_ago_will_not(taken_over: FlaskClient) -> None:
    begun = utc_now() - timedelta(hours=1)
    times = {"created_at": begun, "confirmed_at": begun + timedelta(minutes=40)}
    db.session.execute(update(WebSession).values(**times))
    db.session.commit()

    assert set_password(taken_over).status_code == 403


def test_a_login_link_needs_no_current_password_for_ten_minutes(client: FlaskClient, ada: Account) -> None:
    link = f"/login/link/{link_for(ada)}"
    send_link = {"csrf_token": csrf_of(client, link)}
    client.post(link, data=send_link, headers=SAME_ORIGIN)
    until = WebSession.password_open_until
    left = db.session.scalar(select(until)) - utc_now()  # type: ignore[operator]
    db.session.execute(update(WebSession).values(password_open_until=utc_now()))
    db.session.commit()

    late = set_password(client).status_code
    db.session.execute(update(WebSession).values(password_open_until=utc_now() + left))
    db.session.commit()

    assert (late, set_password(client).status_code) == (403, 303)
    assert set_password(client, OLD).status_code == 403


def test_an_account_without_a_password_needs_a_new_link(client: FlaskClient, ada: Account) -> None:
    db.session.execute(update(Account).values(password_hash=None))
    db.session.commit()
    client.set_cookie("fsp_session", open_session(ada.id))

    answer = set_password(client, current_password="")

    assert answer.status_code == 403
    assert "fsp login-link ada" in answer.text


def test_guessing_the_current_password_is_slowed_down(
    taken_over: FlaskClient, ada: Account, redis_client: redis.Redis
) -> None:
    for _ in range(MAX_CONFIRMATIONS - 1):
        reserve_attempt(redis_client, confirmation_limits(ada.id))

    codes = [set_password(taken_over, current_password=password).status_code for password in ("a guess", OLD)]

    assert codes == [403, 429]
    assert password_is(OLD)


def test_strangers_who_try_a_name_keep_nobody_from_confirming(
    taken_over: FlaskClient, redis_client: redis.Redis
) -> None:
    for _ in range(MAX_PER_ACCOUNT):
        reserve_attempt(redis_client, sign_in_limits(account="ada", address="203.0.113.9"))

    assert send(taken_over, "/account/confirm", password=OLD).status_code == 303
    assert set_password(taken_over, current_password=OLD).status_code == 303
