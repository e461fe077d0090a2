"""Projects in the API: listed, their settings changed, deleted and restored."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item
from fsp.models.project import Project
from tests.web.rows import row


def test_settings_are_read_and_changed_and_the_others_stay(program: FlaskClient, garden: Item) -> None:
    before = program.get("/api/projects").json["projects"]  # type: ignore[index]

    changed = program.patch("/api/projects/garden", json={"timezone": "Asia/Tokyo", "hasUnicodeSlugs": True}).json

    assert before[0]["platforms"] == ["site"]
    assert changed == {**before[0], "timezone": "Asia/Tokyo", "hasUnicodeSlugs": True}
    assert program.get("/api/projects/garden").json == changed
    project = row(select(Project))
    assert (project.timezone, project.has_unicode_slugs, project.title) == ("Asia/Tokyo", True, "Garden <b>")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"timezone": "Berlin"}, "such as Europe/Berlin"),
        ({"language": "klingon?"}, "such as en or pt-BR"),
        ({"title": " "}, "title"),
        ({"slug": "new"}, "slug"),
        ({"platforms": ["site"]}, "platforms"),
    ],
)
def test_a_setting_that_cannot_be_used_says_why(
    program: FlaskClient, garden: Item, change: dict[str, object], said: str
) -> None:
    answer = program.patch("/api/projects/garden", json=change)

    assert answer.status_code == 422
    assert said in answer.text
    assert program.get("/api/projects/none").status_code == 404


def test_one_is_deleted_and_restored(program: FlaskClient, garden: Item) -> None:
    deleted, again = program.delete("/api/projects/garden"), program.delete("/api/projects/garden")
    restored, missing = program.post("/api/projects/garden/restore"), program.delete("/api/projects/nowhere")

    assert [answer.status_code for answer in (deleted, again, restored, missing)] == [200, 409, 200, 404]
    assert deleted.json["deletedAt"] is not None  # type: ignore[index]
    assert restored.json == {"slug": "garden", "title": "Garden <b>", "deletedAt": None}
