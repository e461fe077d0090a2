"""What an export holds: every item with its current text, in the order of their dates."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.errors import PermanentFailure
from fsp.exporting.gather import gather
from fsp.stores import db


def test_items_come_by_date_and_drafts_last(core: Flask) -> None:
    project = create_project(ProjectText("Garden"))
    for title, year in (("Draft", None), ("Later", 2030), ("Earlier", 2020)):
        item = create_item(project, ItemText(title=title, body=title))
        item.publish_at = datetime(year, 1, 1, tzinfo=UTC) if year else None
    db.session.commit()

    results = gather("garden")

    assert [(item.title, item.body) for item in results.items] == [
        ("Earlier", "Earlier"),
        ("Later", "Later"),
        ("Draft", "Draft"),
    ]


def test_an_unknown_project_is_refused_for_good(core: Flask) -> None:
    with pytest.raises(PermanentFailure, match="nowhere"):
        gather("nowhere")
