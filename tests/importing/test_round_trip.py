"""Export and import keep every field of posts and projects, whatever their texts are."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel
from sqlalchemy import select

from fsp.clock import iso
from fsp.content.exported_project import ExportedItem
from fsp.content.front_matter import parse
from fsp.content.post_file import post_text
from fsp.exporting.gather import gather
from fsp.exporting.project_json import write_json
from fsp.importing.import_posts import import_posts
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.models.publishing_slot import PublishingSlot
from fsp.settings import Settings
from fsp.stores import db
from tests.importing.exported import copy, everything
from tests.importing.odd_items import add_odd_project

SEED = 20260501
BLANK: dict[str, Any] = {
    "slug": "a",
    "title": "A",
    "summary": "",
    "brief": "",
    "tags": (),
    "state": "draft",
    "publish_at": None,
    "published_at": None,
    "source_path": "a.md",
    "body": "",
}
KEPT_BY_PROJECT = (
    "description",
    "author",
    "language",
    "timezone",
    "has_unicode_slugs",
    "fetches_remote_images",
    "accent",
    "navigation",
    "footer",
    "required_approvals",
    "reviewer_role",
    "reviewers",
    "may_approve_own",
)


def test_500_posts_with_odd_texts_keep_every_field(core: Flask, settings: Settings, tmp_path: Path) -> None:
    project = add_odd_project(SEED, 500)
    before, about = everything("Odd"), _about(project)
    for values in before.values():
        # What was published there is published here, too, as soon as it is due.
        values["state"] = ItemState.SCHEDULED if values["state"] == ItemState.PUBLISHED else values["state"]

    report = copy("odd", "Copy", tmp_path, settings)

    after = everything("Copy")
    assert report.faults == []
    assert sorted(after) == sorted(before)
    assert differences(before, after) == []
    assert _about(db.session.query(Project).filter_by(title="Copy").one()) == about


def test_the_json_of_odd_posts_keeps_every_field(core: Flask, settings: Settings, tmp_path: Path) -> None:
    project = add_odd_project(SEED, 150)
    before, about = everything("Odd"), _about(project)
    for values in before.values():
        values["state"] = ItemState.SCHEDULED if values["state"] == ItemState.PUBLISHED else values["state"]
    file = tmp_path / "odd.json"
    with file.open("wb") as output:
        write_json(gather("odd"), datetime(2026, 5, 1, tzinfo=UTC), output)

    report = import_posts(file, "Copy", settings=settings)
    again = import_posts(file, "Copy", settings=settings)

    after = everything("Copy")
    assert report.faults == []
    assert differences(before, after) == []
    assert _about(db.session.query(Project).filter_by(title="Copy").one()) == about
    assert (again.created, again.updated) == (0, 0)


def differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[tuple[str, str, Any, Any]]:
    return [
        (slug, name, value, after[slug][name])
        for slug, values in before.items()
        for name, value in values.items()
        if after[slug][name] != value
    ]


def _about(project: Project) -> dict[str, Any]:
    slots = select(PublishingSlot.weekday, PublishingSlot.minute).where(PublishingSlot.project_id == project.id)
    return {name: getattr(project, name) for name in KEPT_BY_PROJECT} | {
        "slots": [tuple(row) for row in db.session.execute(slots.order_by(PublishingSlot.weekday))]
    }


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(title=TEXT.filter(str.strip), tags=st.lists(TEXT, max_size=3, unique=True), body=TEXT, extra=JSON)
@hypothesis_settings(max_examples=100, deadline=None, derandomize=True)
def test_a_file_has_every_character_of_a_post(title: str, tags: list[str], body: str, extra: object) -> None:
    values = {"title": title, "summary": title, "tags": tuple(tags), "series": title, "extra": {"x": extra}}
    item = ExportedItem(**{**BLANK, **values, "body": body})

    document = parse(post_text(item), file_name="a.md")

    assert document.exported
    exact = document.exported.fields
    read = {name: exact.get(name, getattr(document, name)) for name in values}
    assert {**read, "tags": tuple(read["tags"])} == values
    assert (document.body if document.exported.is_text_exact else document.body.strip("\n")) == body


def test_the_json_has_every_field_of_every_post(core: Flask) -> None:
    add_odd_project(SEED, 120)
    before = everything("Odd", without=frozenset({"id", "project_id", "current_revision_id", "imported", "deleted_at"}))
    file = BytesIO()

    write_json(gather("odd"), datetime(2026, 5, 1, tzinfo=UTC), file)

    posts = {post["slug"]: post for post in json.loads(file.getvalue())["posts"]}
    for slug, values in before.items():
        for name in values.keys() - {"texts", "created_at", "updated_at"}:
            written = posts[slug][to_camel(name)]
            assert (written or None) == (_as_json(values[name]) or None), (slug, name)
        assert [text["number"] for text in posts[slug]["texts"]] == [text[0] for text in values["texts"]]
        assert posts[slug]["body"] == next(text[1] for text in values["texts"] if text[4])


def _as_json(value: object) -> object:
    return iso(value) if isinstance(value, datetime) else value
