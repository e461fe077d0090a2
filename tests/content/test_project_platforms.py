"""The platforms of a project are those of its destinations."""

from flask import Flask

from fsp.clock import utc_now
from fsp.content.project_platforms import platforms_of
from fsp.content.project_settings import ProjectText, create_project
from fsp.models.destination import Destination
from fsp.stores import db


def test_each_platform_is_listed_once_and_removed_destinations_are_left_out(core: Flask) -> None:
    project_id = create_project(ProjectText("Garden")).id
    for platform, name, removed_at in (
        ("wordpress", "Blog", None),
        ("wordpress", "Magazine", None),
        ("ghost", "Old", utc_now()),
    ):
        db.session.add(Destination(project_id=project_id, platform=platform, name=name, removed_at=removed_at))
    db.session.commit()

    assert platforms_of(project_id) == ["site", "wordpress"]
