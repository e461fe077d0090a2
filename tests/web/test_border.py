"""Whatever is sent, no answer is a 500 or takes Redis for absent: values no store can hold are refused by name."""

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from flask_openapi.openapi import OpenAPI

from fsp.accounts.api_tokens import create_token
from fsp.app import create_app
from fsp.errors import UnstorableInput
from fsp.jobs.registry import job_type
from fsp.models.account import Account
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.queueing.request import request_job
from fsp.settings import Settings
from fsp.stores import db
from fsp.web.api_document.api import described
from tests.web.access.routes import VALUES
from tests.web.forms import SAME_ORIGIN, csrf_of

LONG = "x" * 20_000
TEXTS = [LONG, "日" * 300, "\U0001f331\n\t\x7f", "../..", "-1"]
REFUSED: list[Any] = ["a\x00b", "\ud800", float("nan"), float("inf"), {"a": ["\x00"]}, {"\ud800": 1}]
"""With 422 and the field's name, wherever they stand."""

ODD: list[Any] = [LONG, "日" * 300, "\U0001f331\n\t\x7f", 10**30, None, {"x": LONG}]
DEEP = "[" * 50_000 + "]" * 50_000


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[Flask]:
    if request.param == "sqlite":
        request.getfixturevalue("core")
        app = create_app(settings)
    else:
        app = create_app(settings.model_copy(update={"database_url": request.getfixturevalue("postgres_server")}))
    with app.app_context():
        if request.param == "postgresql":
            db.drop_all()
            db.create_all()
        db.session.add(Project(id=1, slug="garden", title="Garden"))
        db.session.flush()
        db.session.add(Item(id=1, project_id=1, slug="beans", title="Beans"))
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def program(stores: Flask) -> FlaskClient:
    return admin_of(stores)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return admin_of(app)


def admin_of(app: Flask) -> FlaskClient:
    account = Account(name="robot", role="admin")
    db.session.add(account)
    db.session.commit()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(account, 'test')}"
    return client


def operations(app: Flask) -> list[tuple[str, str, dict[str, Any]]]:
    paths = json.loads(app.json.dumps(described(cast(OpenAPI, app))))["paths"]
    return [(path, method, reported) for path, methods in sorted(paths.items()) for method, reported in methods.items()]


def filled(path: str, /, **values: object) -> str:
    for name, value in {**VALUES, **values}.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


def body_of(app: Flask, reported: dict[str, Any]) -> dict[str, Any] | None:
    content = reported.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    schema, schemas = content["schema"], described(cast(OpenAPI, app))["components"]["schemas"]
    while "$ref" in schema or "anyOf" in schema or "oneOf" in schema:
        schema = schema["anyOf"][0] if "anyOf" in schema else schema["oneOf"][0] if "oneOf" in schema else schema
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return dict.fromkeys(schema.get("properties", {}), "x")


def faults_of_bodies(app: Flask, client: FlaskClient, values: list[Any]) -> list[tuple[object, ...]]:
    """Put each value into each field of each body; return what was answered where it is not as it should be."""
    faults: list[tuple[object, ...]] = []
    for path, method, reported in operations(app):
        body = body_of(app, reported) or {}
        for name in body:
            for value in values:
                sent = json.dumps({**body, "type": "export-data", name: value})
                answer = client.open(filled(path), method=method.upper(), data=sent, content_type="application/json")
                is_named = answer.status_code == 422 and name in answer.text
                if answer.status_code >= 500 or (values is REFUSED and not is_named):
                    faults.append((method, path, name, repr(value)[:40], answer.status_code, answer.text[:200]))
    return faults


def test_no_value_in_an_address_is_a_fault_of_fsp(stores: Flask, program: FlaskClient) -> None:
    faults = []
    for path, method, reported in operations(stores):
        for parameter in reported.get("parameters", ()):
            for text in ["a\x00b", "\xff", *TEXTS]:
                part = text[:1_000].replace("\n", "").replace("?", "")
                is_in_path = parameter["in"] == "path"
                address = filled(path, **{parameter["name"]: part}) if is_in_path else filled(path)
                if parameter["in"] == "header":
                    continue
                query = {} if is_in_path else {parameter["name"]: text[:1_000]}
                answer = program.open(address, method=method.upper(), query_string=query, json={})
                if answer.status_code >= 500 or ("\x00" in text and answer.status_code not in {404, 422}):
                    faults.append((method, path, parameter["name"], text[:20], answer.status_code, answer.text[:200]))

    assert faults == []


def test_what_no_store_can_hold_is_refused_by_the_name_of_its_field(app: Flask, admin: FlaskClient) -> None:
    assert faults_of_bodies(app, admin, REFUSED) == []


def test_no_odd_value_in_a_body_is_a_fault_of_fsp(stores: Flask, program: FlaskClient) -> None:
    assert faults_of_bodies(stores, program, ODD) == []


def test_a_body_nested_without_end_or_with_endless_numbers_is_refused(stores: Flask, program: FlaskClient) -> None:
    for body in (DEEP, '{"type": ' + DEEP + "}", '{"type": ' + "9" * 10_000 + "}", '{"a": NaN}', "\x00", '{"a": "'):
        answer = program.post("/api/jobs", data=body, content_type="application/json")
        assert answer.status_code in {400, 422}, (body[:20], answer.status_code, answer.text[:200])


FORMS = {
    "/projects": {"title": "Beans", "language": "en"},
    "/projects/garden/items": {"title": "Beans"},
    "/job-types/export-data/pause": {"reason": "quiet", "minutes": ""},
    "/job-types/export-data/enqueue": {"argument-project": "garden"},
    "/alerts/silences": {"target": "export-data", "reason": "known", "minutes": "10"},
}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_what_no_store_can_hold_is_refused_by_the_name_of_its_field(
    signed_in: FlaskClient, garden: Item, path: str
) -> None:
    for name in FORMS[path]:
        fields = {**FORMS[path], name: "a\x00b", "csrf_token": csrf_of(signed_in, "/projects")}
        answer = signed_in.post(path, data=fields, headers=SAME_ORIGIN)

        assert (answer.status_code, f"{name} must be text that can be stored" in answer.text) == (422, True), name


def test_a_text_longer_than_its_column_is_refused_by_its_name_on_both_databases(stores: Flask) -> None:
    db.session.add(Project(slug="other", title="x" * 1_000))
    with pytest.raises(UnstorableInput, match=r"title must have at most [0-9]+ characters, got 1000"):
        db.session.commit()
    db.session.rollback()


def test_a_job_type_with_a_slash_in_its_name_has_its_pages(app: Flask, signed_in: FlaskClient) -> None:
    path = "/job-types/test-border/with a slash"
    job = request_job("test-border/with a slash", {})

    answers = [signed_in.get(address) for address in (path, f"/api{path}/gate", f"/jobs/{job.job_id}")]
    token = csrf_of(signed_in, "/projects")
    paused = signed_in.post(f"{path}/pause", data={"reason": "x", "csrf_token": token}, headers=SAME_ORIGIN)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert paused.status_code == 303
    assert job.job_id.startswith("test-border-with-a-slash-")


@job_type("test-border/with a slash")
def with_a_slash() -> None:
    """Do nothing."""
