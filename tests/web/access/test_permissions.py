"""Permissions: every route declares them, and every response matches the table in docs/reference/permissions.md."""

import re
from collections import defaultdict

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from docs_tools.permissions_reference import PAGE
from fsp.accounts.sessions import link_for
from fsp.audit.action import Action
from fsp.models.account import Account, Role
from fsp.models.audit_entry import AuditEntry
from fsp.models.item import Item
from fsp.stores import db
from fsp.web.access.permissions import UNDECLARED, permission_of
from tests.web.access.routes import VALUES, methods_of, path_of
from tests.web.forms import SAME_ORIGIN, csrf_of
from tests.web.rows import rows

WHO = ("anonymous", "viewer", "operator", "admin")
ROLES = ("everybody", "viewer", "operator", "admin")
"""The lowest roles in the table, in the order of WHO."""

OWN_ENTRIES = {"login.enter", "login.enter_by_link"}
"""They log an entry only after a sign-in succeeded or failed; test_guard.py tests both."""

OF_LINKS = {"report_leaving.confirm"}
"""They log an entry only for a valid link; test_leave_pages.py tests that."""

CHANGE_NOTHING = {
    "preferences.set_zone",
    "preferences.set_theme",
    "dead_letters.compare",
    "publications.count",
    "api_dead_letters.check",
    "api_imports.add",
    "editor_preview.of_item",
    "editor_preview.of_new",
    "api_copies.keep",
    "api_copies.keep_new",
}
"""They set a display preference, compare or show data that is too long for a URL, upload a part of an announced file,
or keep what somebody types, every few seconds.
"""


def test_every_route_declares_its_role(app: Flask) -> None:
    without = [rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) is UNDECLARED]

    assert without == [], "put @requires below the decorator of the route"


def test_every_route_that_changes_something_names_its_action(app: Flask) -> None:
    routes = list(app.url_map.iter_rules())
    unsafe = {rule.endpoint for rule in routes if methods_of(rule) - {"GET"}}

    assert {rule.endpoint for rule in routes if permission_of(app, rule.endpoint).action} == unsafe - CHANGE_NOTHING


@pytest.mark.parametrize(("who", "code"), [("anonymous", 302), ("viewer", 403), ("admin", 403)])
def test_a_route_that_declares_no_role_is_refused_to_everybody(app: Flask, who: str, code: int) -> None:
    app.add_url_rule("/undeclared", "undeclared", lambda: "shown")
    browser = _browser(app, who)

    assert browser.get("/undeclared").status_code == code


def test_an_action_needs_the_same_role_by_every_route(app: Flask) -> None:
    roles: dict[Action, set[Role | None]] = defaultdict(set)
    for rule in app.url_map.iter_rules():
        declared = permission_of(app, rule.endpoint)
        if declared.action is not None:
            roles[declared.action].add(declared.role)

    assert {action: needed for action, needed in roles.items() if len(needed) > 1} == {}


@pytest.mark.parametrize("who", WHO)
def test_each_role_reaches_what_the_table_says(app: Flask, garden: Item, who: str) -> None:
    browser = _browser(app, who)
    token = csrf_of(browser, "/login")

    answers = {}
    for rule in app.url_map.iter_rules():
        for method in sorted(methods_of(rule)):
            if rule.endpoint == "login.leave":
                continue
            data = {"csrf_token": token} if method != "GET" else None
            with browser.open(path_of(app, rule), method=method, data=data, headers=SAME_ORIGIN) as answer:
                refused = (
                    answer.status_code in {401, 403} or answer.headers.get("Location", "").partition("?")[0] == "/login"
                )
                is_own = rule.endpoint in OWN_ENTRIES | OF_LINKS
                answers[f"{method} {rule.rule}"] = "allowed" if is_own or not refused else "refused"

    lowest = dict(re.findall(r"^\| `([^`]+)` \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    expected = {
        route: "allowed" if WHO.index(who) >= ROLES.index(role) else "refused"
        for route, role in lowest.items()
        if route != "POST /logout"
    }
    assert answers == expected, "run make reference, and check the change of docs/reference/permissions.md"


def test_every_action_leaves_a_line_in_the_audit_log(app: Flask, garden: Item) -> None:
    browser = _browser(app, "admin")
    token = csrf_of(browser, "/login")
    routes = [
        rule
        for rule in app.url_map.iter_rules()
        if methods_of(rule) - {"GET"} and rule.endpoint not in CHANGE_NOTHING | OF_LINKS
    ]

    without = []
    for rule in sorted(routes, key=lambda result: result.endpoint == "login.leave"):
        before = len(rows(select(AuditEntry.id)))
        (method,) = methods_of(rule) - {"GET"}
        browser.open(path_of(app, rule), method=method, data={"csrf_token": token}, headers=SAME_ORIGIN)
        written = rows(select(AuditEntry).where(AuditEntry.id > before).order_by(AuditEntry.id))
        outcomes = [entry.outcome for entry in written]
        if (rule.endpoint in OWN_ENTRIES and outcomes != ["failed"]) or (
            rule.endpoint not in OWN_ENTRIES and (len(outcomes) != 2 or outcomes[0] != "begun")
        ):
            without.append((rule.endpoint, outcomes))

    assert without == []


def test_a_viewer_who_tries_to_act_is_written_down(app: Flask) -> None:
    browser = _browser(app, "viewer")

    browser.post("/queues/low/pause", data={"csrf_token": csrf_of(browser, "/login")}, headers=SAME_ORIGIN)

    (entry,) = rows(select(AuditEntry).where(AuditEntry.action == "pause queue"))
    assert (entry.outcome, entry.by, entry.target) == ("refused", "somebody", "queue low")


def _browser(app: Flask, who: str) -> FlaskClient:
    browser = app.test_client()
    if who == "anonymous":
        return browser
    account = Account(name="somebody", role="admin")
    db.session.add(account)
    db.session.commit()
    link = f"/login/link/{link_for(account)}"
    browser.post(link, data={"csrf_token": csrf_of(browser, link)}, headers=SAME_ORIGIN)
    db.session.execute(update(Account).values(role=who))
    db.session.commit()
    return browser


def test_the_values_name_every_part_of_a_path(app: Flask) -> None:
    assert {name for rule in app.url_map.iter_rules() for name in rule.arguments} <= set(VALUES)
