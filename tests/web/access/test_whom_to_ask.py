"""Whom a page names to somebody who may not act."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.clock import utc_now
from fsp.models.account import Account, Role
from fsp.stores import db
from fsp.web.access.whom_to_ask import ACCOUNTS, account_names
from fsp.web.confirm.pages import confirm_url


def test_enabled_accounts_of_a_role_are_named_and_administrators_if_there_are_none(app: Flask) -> None:
    db.session.add(Account(name="ada", role=Role.ADMIN))
    db.session.add(Account(name="old", role=Role.ADMIN, disabled_at=utc_now()))
    db.session.commit()
    assert account_names("operator") == ["ada"]

    db.session.add(Account(name="bob", role=Role.OPERATOR))
    db.session.commit()
    ACCOUNTS._by_app.clear()

    assert (account_names("operator"), account_names("admin")) == (["bob"], ["ada"])


def test_a_question_is_not_asked_where_the_answer_would_be_refused(app: Flask, signed_in: FlaskClient) -> None:
    url = confirm_url("/installation/adopt", "Adopt", "Adopt it?")
    as_admin = signed_in.get(url)
    db.session.execute(update(Account).values(role=Role.OPERATOR))
    db.session.commit()

    as_operator = signed_in.get(url)

    assert (as_admin.status_code, as_operator.status_code) == (200, 403)
    assert "Ask an administrator." in as_operator.text
