"""A request belongs to the project it is about, by whichever way it was made."""

from typing import Any

import pytest
from flask import Flask

from fsp.jobs.job_options import RequestOptions
from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.queueing.request import request_job
from fsp.queueing.request_once import request_once
from fsp.queueing.subject import project_named, project_of
from fsp.stores import db


@pytest.fixture
def project(core: Flask) -> Project:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    db.session.add(Item(id=7, project_id=project.id, slug="beans", title="Beans"))
    db.session.commit()
    return project


@pytest.mark.parametrize("arguments", [{"project": "garden"}, {"item_id": 7}])
def test_the_arguments_say_which_project(project: Project, arguments: dict[str, Any]) -> None:
    assert project_of(arguments) == project.id


@pytest.mark.parametrize(
    "arguments", [{}, {"project": None}, {"project": ""}, {"project": "attic"}, {"item_id": 8}, {"project": ["garden"]}]
)
def test_other_arguments_name_none(project: Project, arguments: dict[str, Any]) -> None:
    assert project_of(arguments) is None


def test_a_project_that_is_gone_is_still_named() -> None:
    assert project_named({"project": "attic"}) == "attic"
    assert project_named({"project": None}) == ""
    assert project_named({}) == ""


def test_every_request_is_of_the_project_its_arguments_name(project: Project, core: Flask) -> None:
    asked = request_job("export-data", {"project": "garden"}).job_id
    with_key, _ = request_once("generate-report", {"project": "garden"}, RequestOptions(requested_by="ada"), key="k")
    of_all = request_job("generate-report", {}).job_id

    rows = {row.job_id: row.project_id for row in db.session.query(JobRequest)}
    assert rows == {asked: project.id, with_key: project.id, of_all: None}
