"""Every read of the API, on data with something of everything: none fails, whatever there is to show."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.routing import Rule

from fsp.app import create_app
from fsp.settings import Settings
from tests.web.access.routes import VALUES, methods_of

SEEDED: dict[str, object] = VALUES | {
    "slug": "garden-journal",
    "project": "garden-journal",
    "job_id": "dead",
    "batch_id": "seeded",
    "operation_id": "done",
    "destination_id": 2,
    "upload_id": "done",
    "name": "export-data",
    "account_id": 1,
}
QUERIES: dict[str, dict[str, object]] = {
    "/api/search": {"q": "garden"},
    "/api/import-reports": {"project": "garden-journal"},
    "/api/calendar": {"from": "2020-01-01T00:00:00Z", "to": "2040-01-01T00:00:00Z"},
    "/api/items/<int:item_id>/revisions/compare": {"from": 1, "to": 1},
}
DOWN = {503}
"""Health answers it for what a test does not run."""


def reads(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") and "GET" in methods_of(rule)]


@pytest.mark.usefixtures("full")
def test_no_read_of_the_api_fails(settings: Settings, session_cookie: str) -> None:
    app = create_app(settings)
    client = app.test_client()
    client.set_cookie("fsp_session", session_cookie)
    faults = {}
    for rule in reads(app):
        values = {name: SEEDED[name] for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, values, method="GET")
        answer = client.get(f"{path}?{urlencode(QUERIES.get(rule.rule, {}))}")
        if answer.status_code >= 500 and answer.status_code not in DOWN:
            faults[path] = answer.text

    assert faults == {}
