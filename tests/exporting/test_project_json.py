"""A project as JSON."""

import io
import json
from datetime import UTC, datetime

from fsp.content.exported_project import ExportedItem, ExportedProject
from fsp.exporting.project_json import FORMAT, write_json

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_every_field_of_every_post_is_there() -> None:
    item = ExportedItem("a", "Ä", "s", "", ("x",), "published", NOW, NOW, "a.md", "Text", extra={"k": [1]})
    project = ExportedProject(7, "garden", "Garden", "", "Ada", "en", ("site",), (item, item), ())
    file = io.BytesIO()

    write_json(project, NOW, file)

    written = json.loads(file.getvalue())
    post = written["posts"][0]
    assert (written["format"], written["exportedAt"], written["title"]) == (FORMAT, "2026-05-01T00:00:00Z", "Garden")
    assert (post["title"], post["publishAt"], post["extra"], post["body"]) == (
        "Ä",
        "2026-05-01T00:00:00Z",
        {"k": [1]},
        "Text",
    )
    assert len(written["posts"]) == 2
    assert "id" not in written
