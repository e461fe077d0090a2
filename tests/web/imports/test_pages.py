"""Importing in the browser, without a script: a zip, its plan, the import, the report."""

import io

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from fsp.models.import_upload import ImportUpload
from fsp.models.item import Item
from fsp.settings import Settings
from tests.importing.uploading import POSTS, zipped
from tests.web.forms import SAME_ORIGIN, csrf_of, send
from tests.web.imports.test_api import work
from tests.web.rows import row, rows


def send_zip(client: FlaskClient, data: bytes, *, project: str = "garden", name: str = "blog.zip") -> TestResponse:
    fields = {"csrf_token": csrf_of(client, "/imports/new"), "project": project, "zip": (io.BytesIO(data), name)}
    return client.post("/imports", data=fields, headers=SAME_ORIGIN)


def test_a_zip_is_planned_imported_and_reported(
    signed_in: FlaskClient, garden: Item, settings: Settings, redis_client: redis.Redis
) -> None:
    sent = send_zip(signed_in, zipped({**POSTS, "<b>.md": "---\ntitle: x\ntags: {\n---\n"}))
    page = str(sent.location)
    work(redis_client, settings)
    plan = signed_in.get(page).text
    before = len(rows(select(Item.id)))
    send(signed_in, f"{page}/import")
    work(redis_client, settings)

    done, project = signed_in.get(page).text, signed_in.get("/projects/garden").text
    report = signed_in.get("/projects/garden/imports/1").text
    sentence = "4 posts: 3 new, 1 held as a draft, 1 without a date, 1 error"
    assert (sent.status_code, before, len(rows(select(Item.id)))) == (303, 1, 4)
    assert all(sentence in text for text in (plan, done, project, report))
    assert "Nothing has changed so far" in plan
    assert "Import now" in plan
    assert "soup.md" in plan
    assert "&lt;b&gt;.md" in report
    assert "/projects/garden/imports/1" in project


@pytest.mark.parametrize(
    ("project", "data", "said"),
    [("garden", b"", "1 to"), ("", b"x", "A project name must be"), ("x" * 301, b"x", "A project name must be")],
)
def test_what_cannot_be_uploaded_is_said_on_the_form(
    signed_in: FlaskClient, garden: Item, project: str, data: bytes, said: str
) -> None:
    answer = send_zip(signed_in, data, project=project)

    assert answer.status_code == 422
    assert said in answer.text
    assert rows(select(ImportUpload.id)) == []


def test_a_form_without_a_zip_says_so(signed_in: FlaskClient, garden: Item) -> None:
    answer = send(signed_in, "/imports", project="garden")

    assert answer.status_code == 422
    assert "Choose a file to import" in answer.text


def test_a_fault_of_the_zip_is_shown_and_the_upload_deleted(
    signed_in: FlaskClient, garden: Item, settings: Settings, redis_client: redis.Redis
) -> None:
    page = str(send_zip(signed_in, b"this is no zip").location)
    work(redis_client, settings)

    shown = signed_in.get(page).text
    discarded = send(signed_in, f"{page}/discard")

    assert "cannot be imported. Choose a folder or zip of Markdown files" in shown
    assert "Import now" not in shown
    assert discarded.location == "/projects/garden"
    assert rows(select(ImportUpload.id)) == []


def test_a_failed_plan_can_be_asked_for_again(
    signed_in: FlaskClient, garden: Item, redis_client: redis.Redis, settings: Settings
) -> None:
    page = str(send_zip(signed_in, b"this is no zip").location)
    work(redis_client, settings)

    send(signed_in, f"{page}/plan")

    assert row(select(ImportUpload.state)) == "planning"


def test_a_report_of_another_project_is_not_shown(signed_in: FlaskClient, garden: Item) -> None:
    assert signed_in.get("/projects/garden/imports/7").status_code == 404
