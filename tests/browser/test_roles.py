"""What a viewer sees: every page that is open to viewers, and on none of them a control of what they may not do."""

import re

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
from tests.browser.pages import SIGNED_IN

CONTROL = re.compile(
    r'<form[^>]*method="post"[^>]*?action="([^"]*)"|<a[^>]*class="button[^"]*"[^>]*href="([^"]*)"', re.S
)
POST = re.compile(r'<form[^>]*method="post"')


def test_a_viewer_is_shown_no_control_of_what_only_others_may_do(
    full: str, session_cookie: str, settings: Settings
) -> None:
    app = create_app(settings)
    client = app.test_client()
    client.set_cookie(COOKIE, session_cookie)

    forbidden = {role: _forbidden_to_viewers(app, client, role) for role in (Role.OPERATOR, Role.VIEWER)}

    assert forbidden[Role.VIEWER] == set()
    # What operators are shown says that the search can find them.
    assert len(forbidden[Role.OPERATOR]) > 20


def _forbidden_to_viewers(app: Flask, client: FlaskClient, role: Role) -> set[tuple[str, str]]:
    """Return the controls of what viewers may not do on all pages that this role may open, as (page, endpoint)."""
    db.session.execute(update(Account).values(role=role))
    db.session.commit()
    routes = app.url_map.bind("localhost")
    results = set()
    for path in SIGNED_IN:
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        assert len(POST.findall(answer.text)) == sum(bool(form) for form, _ in CONTROL.findall(answer.text)), path
        for form, link in CONTROL.findall(answer.text):
            target = (form or link).replace("&amp;", "&").partition("?")[0].partition("#")[0] or path.partition("?")[0]
            try:
                endpoint = routes.match(target, method="POST" if form else "GET")[0]
            except HTTPException:
                continue
            if permission_of(app, endpoint).role not in {None, Role.VIEWER}:
                results.add((path, endpoint))
    return results
