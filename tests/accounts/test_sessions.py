"""Ways in: spent once, ended in time, kept as hashes."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from fsp.accounts import sessions as accounts
from fsp.accounts.manage import account_named
from fsp.accounts.sessions import close_session, first_login_token, link_for, open_session, session_of, use_link
from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.models.account import Account, LoginLink, Role, WebSession
from fsp.security.tokens import fingerprint_of
from fsp.stores import db


def test_a_link_works_once(core: Flask) -> None:
    token = link_for(account_named("ada", role=Role.VIEWER))

    assert [use_link(token) is not None, use_link(token) is not None, use_link("another") is not None] == [
        True,
        False,
        False,
    ]


def test_an_old_link_does_not(core: Flask) -> None:
    token = link_for(account_named("ada", role=Role.VIEWER))
    db.session.execute(update(LoginLink).values(expires_at=utc_now() - timedelta(seconds=1)))
    db.session.commit()

    assert use_link(token) is None


def test_there_is_a_first_link_until_there_is_a_password(core: Flask) -> None:
    assert first_login_token() is not None
    db.session.execute(update(Account).values(password_hash="x"))
    db.session.commit()

    assert first_login_token() is None


def test_a_session_ends_when_it_is_closed_or_old(core: Flask) -> None:
    account = account_named("ada", role=Role.VIEWER)
    closed, old, live = (open_session(account.id) for _ in range(3))
    close_session(closed)
    db.session.execute(
        update(WebSession)
        .where(WebSession.token_sha256 == fingerprint_of(old))
        .values(expires_at=utc_now() - timedelta(seconds=1))
    )
    db.session.commit()

    results = [session_of(token) is not None for token in (closed, old, live)]

    assert results == [False, False, True]


def test_a_session_ends_when_nothing_is_asked_for_half_an_hour(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token, begun = open_session(account_named("ada", role=Role.VIEWER).id), utc_now()
    results = []

    for minutes in (20, 49, 80):
        monkeypatch.setattr(accounts, "utc_now", lambda at=begun + timedelta(minutes=minutes): at)
        results.append(session_of(token) is not None)
        db.session.commit()

    assert results == [True, True, False]


def test_a_session_ends_after_twelve_hours_whatever_is_done(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token, begun = open_session(account_named("ada", role=Role.VIEWER).id), utc_now()
    ends = {}

    for minutes in range(0, 12 * 60 + 20, 20):
        monkeypatch.setattr(accounts, "utc_now", lambda at=begun + timedelta(minutes=minutes): at)
        ends[minutes] = session_of(token) is None
        db.session.commit()

    assert [minutes for minutes, is_over in ends.items() if is_over] == [12 * 60]


def test_a_role_is_changed_and_a_stranger_is_not_made(core: Flask) -> None:
    account_named("ada", role=Role.VIEWER)

    assert account_named("ada", role=Role.ADMIN).role == "admin"
    with pytest.raises(NotFound, match="bob"):
        account_named("bob")
