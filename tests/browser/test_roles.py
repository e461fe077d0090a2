"""What each role sees: every page it may open, and on none of them a control or link of what it may not do."""

import re
from html import unescape

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.exceptions import HTTPException

from fsp.app import create_app
from fsp.models.account import Account, Role
from fsp.settings import Settings
from fsp.stores import db
from fsp.web.access.cookie import COOKIE
from fsp.web.access.permissions import permission_of
from fsp.web.confirm.pages import _signer
from tests.browser.pages import SIGNED_IN
from tests.browser.troubled_destinations import add_troubled_destinations, make_a_copy

FORM = re.compile(r"<form\b([^>]*)>", re.S)
LINK = re.compile(r"<a\b([^>]*)>", re.S)
FORMACTION = re.compile(r'\bformaction="([^"]*)"')
POST = re.compile(r'\bmethod="post"', re.I)


@pytest.fixture
def troubled(
    full: str, session_cookie: str, settings: Settings, redis_client: redis.Redis
) -> tuple[Flask, FlaskClient]:
    """Return the application with everything in it and everything wrong with it, and a client that is signed in."""
    add_troubled_destinations(redis_client)
    make_a_copy(redis_client, settings)
    app = create_app(settings)
    client = app.test_client()
    client.set_cookie(COOKIE, session_cookie)
    return app, client


def test_no_role_is_shown_a_control_of_what_it_may_not_do(troubled: tuple[Flask, FlaskClient]) -> None:
    app, client = troubled

    controls = {role: _controls(app, client, role) for role in Role}

    for role in Role:
        assert {shown for shown in controls[role] if not role.covers(shown[2])} == set()
    # What administrators are shown says that the search can find the controls of others.
    assert len({shown for shown in controls[Role.ADMIN] if shown[2] is Role.ADMIN}) > 10
    assert len({shown for shown in controls[Role.OPERATOR] if shown[2] is Role.OPERATOR}) > 30


def test_who_may_not_act_learns_whom_to_ask(troubled: tuple[Flask, FlaskClient]) -> None:
    _, client = troubled
    _become(Role.OPERATOR)
    db.session.add(Account(name="grace", role=Role.ADMIN))
    db.session.commit()

    overview = " ".join(client.get("/").text.split())

    assert "Adopt this installation: ask an administrator (grace)." in overview
    assert "Replace credentials: ask an administrator (grace)." in overview


def _become(role: Role) -> None:
    db.session.execute(update(Account).values(role=role))
    db.session.commit()


def _controls(app: Flask, client: FlaskClient, role: Role) -> set[tuple[str, str, Role]]:
    """Return the controls on all pages that this role may open, as (page, endpoint, needed role)."""
    _become(role)
    results = set()
    for path in SIGNED_IN:
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        for target, method in _targets(answer.text, path):
            shown = _needed(app, target, method)
            if shown is not None:
                results.add((path, *shown))
    return results


def _targets(text: str, path: str) -> set[tuple[str, str]]:
    targets = set()
    for attributes in FORM.findall(text):
        action = re.search(r'\baction="([^"]*)"', attributes)
        method = "POST" if POST.search(attributes) else "GET"
        targets.add((action[1] if action and action[1] else path, method))
    targets |= {(action, "POST") for action in FORMACTION.findall(text)}
    hrefs = (re.search(r'\bhref="([^"]*)"', attributes) for attributes in LINK.findall(text))
    return targets | {(href[1], "GET") for href in hrefs if href and href[1].startswith("/")}


def _needed(app: Flask, target: str, method: str) -> tuple[str, Role] | None:
    """Return the endpoint behind a control and the role it needs; that of the question's action for a confirmation."""
    address = unescape(target).partition("?")[0].partition("#")[0]
    try:
        endpoint, values = app.url_map.bind("localhost").match(address, method=method)
    except HTTPException:
        return None
    if endpoint == "confirm.show":
        with app.app_context():
            return _needed(app, _signer().loads(values["token"])["url"], "POST")
    role = permission_of(app, endpoint).role
    return None if role is None else (endpoint, role)
