"""What a job's death means for the thing it was about."""

import pytest
from flask import Flask

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.handlers.after_death import complete
from fsp.models.item import ItemState
from fsp.stores import db


@pytest.mark.parametrize(
    ("job_type", "before", "after"),
    [
        ("item-scheduled-publish", ItemState.SCHEDULED, ItemState.FAILED),
        ("item-scheduled-publish", ItemState.PUBLISHED, ItemState.PUBLISHED),
        ("content-generation", ItemState.SCHEDULED, ItemState.SCHEDULED),
    ],
)
def test_only_a_scheduled_item_whose_publishing_died_has_failed(
    core: Flask, job_type: str, before: ItemState, after: ItemState
) -> None:
    item = create_item(create_project(ProjectText("Garden")), ItemText(title="Beans"))
    item.state = before
    db.session.commit()

    complete(job_type, {"item_id": item.id}, "died")

    db.session.refresh(item)
    assert item.state == after
