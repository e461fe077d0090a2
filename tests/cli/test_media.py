"""`fsp media`: images listed, added and removed."""

from pathlib import Path

from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.content.project_settings import ProjectText, create_project
from tests.content.images.pictures import picture


def test_an_image_is_added_listed_and_removed(run: CliRunner, tmp_path: Path) -> None:
    create_project(ProjectText("Garden"))
    file = tmp_path / "oak.png"
    file.write_bytes(picture("PNG"))
    text = tmp_path / "oak.html"
    text.write_text("no image")

    added = run.invoke(fsp, ["media", "add", "garden", str(file), "--path", "images/oak.png"])
    replaced = run.invoke(fsp, ["media", "add", "garden", str(file), "--path", "images/oak.png"])
    refused = run.invoke(fsp, ["media", "add", "garden", str(text)])
    listed = run.invoke(fsp, ["media", "list", "garden"]).output
    removed = run.invoke(fsp, ["media", "remove", "garden", "images/oak.png"])

    assert [result.output.split()[0] for result in (added, replaced, removed)] == ["Added", "Replaced", "Removed"]
    assert (refused.exit_code, listed.split("\t")[:2]) == (1, ["images/oak.png", "image/png"])
    assert "40 × 20" in listed
    assert run.invoke(fsp, ["media", "list", "garden"]).output == ""


def test_a_new_image_replaces_none(run: CliRunner, tmp_path: Path) -> None:
    create_project(ProjectText("Garden"))
    file, other = tmp_path / "an oak.png", tmp_path / "other" / "an oak.png"
    other.parent.mkdir()
    file.write_bytes(picture("PNG"))
    other.write_bytes(picture("PNG", size=(8, 8)))

    outputs = [run.invoke(fsp, ["media", "add", "garden", str(path), "--new"]).output for path in (file, other, file)]

    assert [output.partition(" (")[0] for output in outputs] == [
        "Added images/an-oak.png",
        "Added images/an-oak-2.png",
        "Found the same image: images/an-oak.png",
    ]
