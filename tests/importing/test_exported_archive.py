"""What only an export has: names that were changed in it, and the list of its images."""

import json
from pathlib import Path
from typing import Any

import pytest

from fsp.importing.exported_archive import exported_images, with_original_names
from fsp.importing.source import open_source


def names(folder: Path, description: Any) -> tuple[list[str], list[str]]:
    """Return the names of a folder with this description, and the images it lists."""
    for name in ("a_b.md", "c.png", "d.md"):
        (folder / name).write_text("x")
    (folder / "project.json").write_text(description if isinstance(description, str) else json.dumps(description))
    with open_source(folder) as opened:
        source = with_original_names(opened)
        return sorted(set(source.names) - {"project.json"}), exported_images(source)


def test_names_are_as_they_were_and_images_are_listed(tmp_path: Path) -> None:
    description = {
        "formatVersion": 2,
        "renamed": {"a_b.md": "a?b.md", "c.png": "x/c:.png"},
        "images": [{"file": "c.png"}, {"file": "gone.png"}],
    }

    assert names(tmp_path, description) == (["a?b.md", "d.md", "x/c:.png"], ["x/c:.png"])


@pytest.mark.parametrize("path", ["../a.md", "/a.md", "", "a//b.md", "d.md", "x\0.md", 3, "a" * 501])
def test_a_name_that_leaves_the_folder_or_is_taken_is_not_used(tmp_path: Path, path: Any) -> None:
    assert names(tmp_path, {"formatVersion": 2, "renamed": {"a_b.md": path}})[0] == ["a_b.md", "c.png", "d.md"]


@pytest.mark.parametrize(
    "description",
    [
        "{",
        "[]",
        "[" * 5000,
        {"formatVersion": 1, "renamed": {"a_b.md": "b.md"}},
        {"formatVersion": 2, "renamed": [], "images": 1},
    ],
)
def test_what_is_no_description_of_ours_changes_nothing(tmp_path: Path, description: Any) -> None:
    assert names(tmp_path, description) == (["a_b.md", "c.png", "d.md"], [])
