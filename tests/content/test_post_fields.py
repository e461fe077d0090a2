"""Each field of a post has a place in an export, and is read back."""

from dataclasses import fields

import pytest

from fsp.content.document import Document
from fsp.content.exported_project import ExportedItem
from fsp.content.exported_state import ExportedState
from fsp.content.post_fields import POST_FIELDS, post_fields
from fsp.importing.file_values import values_of
from fsp.models.item import Item, Revision

ELSEWHERE = {
    **{"slug": "slug", "state": "state", "publish_at": "publish_at", "published_at": "published_at"},
    **{"source_path": "source_path", "held_because": "held_because", "current_revision_id": "body"},
    # Of the base of the next import, only the offset of the date belongs to the post.
    "imported": "utc_offset",
}
"""Column → the field of an exported post that has its content."""

OF_THIS_INSTALLATION = {"id", "project_id", "deleted_at", "created_at", "updated_at"}
OF_REVISIONS = {"number", "origin", "author", "created_at", "fields", "id"}
NOT_OF_REVISIONS = {"item_id", "body", "job_id", "prompt_tokens", "completion_tokens"}
"""The text is written beside these. Jobs and costs belong to the installation that paid them."""


def columns(model: type[Item | Revision]) -> set[str]:
    return {column.key for column in model.__mapper__.column_attrs}


def test_each_column_of_a_post_is_exported() -> None:
    exported = {field.name for field in fields(ExportedItem)}

    assert columns(Item) == {*POST_FIELDS, *ELSEWHERE, *OF_THIS_INSTALLATION}
    assert {*POST_FIELDS, *ELSEWHERE.values()} <= exported


def test_each_column_of_a_revision_is_exported_or_belongs_to_the_installation() -> None:
    assert columns(Revision) == OF_REVISIONS | NOT_OF_REVISIONS


@pytest.mark.parametrize("name", POST_FIELDS)
def test_each_field_is_written_to_a_file_and_read_from_it(name: str) -> None:
    document = Document("a")

    assert name in post_fields(document)
    assert name in values_of(document, {}, now=None).fields  # type: ignore[arg-type]  # only a date needs it


def test_what_an_exported_post_has_beside_them_is_in_its_state() -> None:
    own = {"texts", "is_text_exact", "fields"}

    assert {field.name for field in fields(ExportedState)} - own <= {*ELSEWHERE.values()}
