"""The zip: everything of a project, under names another tool can use."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

from fsp.content.exported_project import ExportedImage, ExportedItem, ExportedProject
from fsp.content.front_matter import parse
from fsp.errors import NotFound
from fsp.exporting.archive import make_zip

ITEM = ExportedItem(
    "beans", "Beans", "Sum", "Brief", ("a",), "scheduled", datetime(2026, 5, 1, tzinfo=UTC), None, "x/b.md", "Body"
)
PROJECT = ExportedProject(
    1, "garden", "Garden", "", "Ada", "en", ("site",), (ITEM,), (ExportedImage("x/a.png", "image/png", "f" * 64),)
)


def opened(project: ExportedProject) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(make_zip(project, lambda sha256: sha256.encode())))


def test_it_holds_texts_images_and_a_description() -> None:
    with opened(PROJECT) as archive:
        names = archive.namelist()
        document = parse(archive.read("x/b.md").decode())
        description = json.loads(archive.read("project.json"))

    assert names == ["project.json", "fsp.yaml", "x/b.md", "x/a.png"]
    assert (document.title, document.tags, document.brief, document.body) == ("Beans", ("a",), "Brief", "Body")
    assert (document.slug, description["items"][0]["publishAt"]) == ("beans", "2026-05-01T00:00:00Z")


def test_a_path_that_windows_refuses_is_renamed_and_the_description_says_so() -> None:
    item = replace(ITEM, source_path="a?b/CON.md")
    images = (ExportedImage("a?b/x:y.png", "image/png", "f" * 64),)

    with opened(replace(PROJECT, items=(item,), images=images)) as archive:
        description = json.loads(archive.read("project.json"))

    assert archive.namelist()[2:] == ["a_b/CON_.md", "a_b/x_y.png"]
    assert description["renamed"] == {"a_b/CON_.md": "a?b/CON.md", "a_b/x_y.png": "a?b/x:y.png"}


def test_a_lost_image_is_left_out() -> None:
    def lost(_: str) -> bytes:
        raise NotFound("lost")

    with zipfile.ZipFile(io.BytesIO(make_zip(PROJECT, lost))) as archive:
        assert "x/a.png" not in archive.namelist()
        assert "x/b.md" in archive.namelist()
