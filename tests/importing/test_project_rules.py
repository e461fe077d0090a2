"""Review rules and recurring times in the file of a project."""

from flask import Flask
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.importing.project_rules import apply_project_rules
from fsp.models.publishing_slot import PublishingSlot
from fsp.stores import db

WRITTEN = {"required_approvals": "2", "reviewer_role": "admin", "reviewers": ["ada"], "publishing_slots": ["Tue 09:30"]}


def test_a_project_without_posts_takes_the_rules(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))

    notes = apply_project_rules(WRITTEN, project)

    assert notes == []
    assert (project.required_approvals, project.reviewer_role, project.reviewers) == (2, "admin", ["ada"])
    assert db.session.execute(select(PublishingSlot.weekday, PublishingSlot.minute)).all() == [(1, 570)]


def test_a_project_with_posts_keeps_its_rules(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))
    create_item(project, ItemText(title="Beans"))

    apply_project_rules(WRITTEN, project)

    assert project.required_approvals == 0


def test_a_value_that_cannot_be_read_is_left_out_with_a_note(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))
    written = {
        "required_approvals": "99",
        "reviewer_role": "king",
        "may_approve_own": "true",
        "publishing_slots": ["x"],
    }

    notes = apply_project_rules(written, project)

    assert len(notes) == 3
    assert (project.required_approvals, project.reviewer_role, project.may_approve_own) == (0, "operator", True)
