"""Projects: made, shown, and asked for reports and exports."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from tests.web.forms import send
from tests.web.rows import row


def test_without_a_project_the_page_says_how_to_begin(signed_in: FlaskClient) -> None:
    assert "fsp import FOLDER" in signed_in.get("/projects").text


def test_a_project_is_made_and_edited(signed_in: FlaskClient) -> None:
    made = send(signed_in, "/projects", title="My Blog", language="en")
    send(signed_in, "/projects/my-blog", title="Our Blog", author="Ada", language="de")

    project = row(select(Project))
    assert made.location == "/projects/my-blog"
    assert (project.title, project.author, project.language) == ("Our Blog", "Ada", "de")


@pytest.mark.parametrize("title", ["", "  ", "Garden", "!!!", "x" * 301])
def test_what_was_typed_is_kept_when_it_cannot_be_saved(signed_in: FlaskClient, garden: Item, title: str) -> None:
    answer = send(signed_in, "/projects", title=title, description="A long story.")

    assert answer.status_code == 422
    assert "A long story." in answer.text


@pytest.mark.parametrize(
    ("what", "job_type"),
    [("report", "generate-report"), ("export", "export-data"), ("publish", "project-scheduled-publish")],
)
def test_work_is_asked_for_and_listed(signed_in: FlaskClient, garden: Item, what: str, job_type: str) -> None:
    send(signed_in, f"/projects/garden/{what}")

    request = row(select(JobRequest))
    assert (request.job_type, request.arguments, request.requested_by) == (job_type, {"project": "garden"}, "admin")
    assert f'href="/jobs/{request.job_id}"' in signed_in.get("/projects/garden").text


def test_titles_are_escaped(signed_in: FlaskClient, garden: Item) -> None:
    page = signed_in.get("/projects/garden").text

    assert "Garden &lt;b&gt;" in page
    assert "<i>" not in page


def test_an_unknown_project_is_not_found(signed_in: FlaskClient) -> None:
    assert signed_in.get("/projects/nowhere").status_code == 404
