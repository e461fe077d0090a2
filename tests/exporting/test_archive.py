"""The zip: everything of a project, under names another tool can use."""

import io
import json
import zipfile
from datetime import UTC, datetime

from fsp.content.front_matter import parse
from fsp.exporting.archive import make_zip
from fsp.exporting.gather import ExportedImage, ExportedItem, ExportedProject

ITEM = ExportedItem(
    "beans", "Beans", "Sum", "Brief", ("a",), "scheduled", datetime(2026, 5, 1, tzinfo=UTC), None, "x/b.md", "Body"
)
PROJECT = ExportedProject(
    1, "garden", "Garden", "", "Ada", "en", ("site",), (ITEM,), (ExportedImage("x/a.png", "image/png", "f" * 64),)
)


def test_it_holds_texts_images_and_a_description() -> None:
    with zipfile.ZipFile(io.BytesIO(make_zip(PROJECT, lambda sha256: sha256.encode()))) as archive:
        names = archive.namelist()
        document = parse(archive.read("x/beans.md").decode())
        told = json.loads(archive.read("project.json"))

    assert names == ["project.json", "x/a.png", "x/beans.md"]
    assert (document.title, document.tags, document.brief, document.body) == ("Beans", ("a",), "Brief", "Body")
    assert told["items"][0]["publishAt"] == "2026-05-01T00:00:00Z"
