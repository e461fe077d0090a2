"""Prompts travel with an export of their project."""

import io
from pathlib import Path

import pytest
from flask import Flask

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.prompt_store import prompt_text, save_prompt
from fsp.exporting.archive import write_zip
from fsp.exporting.gather import gather
from fsp.importing.import_posts import import_posts
from fsp.settings import Settings


@pytest.fixture
def exported(core: Flask, settings: Settings, tmp_path: Path) -> Path:
    """Return an export of a project with a prompt of its own."""
    create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Text."))
    save_prompt("garden", "draft", "Write about {{ title }}.\n", by="ada", settings=settings)
    file = io.BytesIO()
    write_zip(gather("garden"), lambda _: b"", file)
    path = tmp_path / "garden.zip"
    path.write_bytes(file.getvalue())
    return path


def test_a_prompt_is_restored_in_another_project(exported: Path, settings: Settings) -> None:
    report = import_posts(exported, "Copy", settings=settings)

    assert (report.faults, report.posts) == ([], 1)
    assert prompt_text("copy", "draft", settings) == "Write about {{ title }}.\n"


def test_a_prompt_that_was_changed_is_kept(exported: Path, settings: Settings) -> None:
    save_prompt("garden", "draft", "Mine.", by="ada", settings=settings)

    report = import_posts(exported, "Garden", settings=settings)

    assert prompt_text("garden", "draft", settings) == "Mine."
    assert any("kept the one in FSP" in note for note in report.notes)


def test_a_dry_run_saves_no_prompt(exported: Path, settings: Settings) -> None:
    import_posts(exported, "Copy", settings=settings, is_dry_run=True)

    assert not (settings.data_dir / "prompts" / "copy").exists()
