"""Themes travel with an export of their project."""

from pathlib import Path

from flask import Flask

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.theme_files import read_theme, write_theme
from fsp.importing.import_posts import import_posts
from fsp.settings import Settings
from tests.importing.exported import export

THEME = {"article.html": b"{{ title }}", "card.ttf": b"\0\1", "site.css": b"a { color: red }"}


def test_a_trusted_import_restores_the_theme_in_a_new_project(core: Flask, settings: Settings, tmp_path: Path) -> None:
    create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Text."))
    write_theme("garden", THEME, settings)
    file = export("garden", tmp_path, settings)

    untrusted = import_posts(file, "Other", settings=settings)
    trusted = import_posts(file, "Copy", settings=settings, is_trusted=True)

    assert read_theme("copy", settings) == THEME
    assert read_theme("other", settings) == {}
    assert any("templates are code" in note for note in untrusted.notes)
    assert not any("theme" in note for note in trusted.notes)


def test_a_project_keeps_its_own_theme(core: Flask, settings: Settings, tmp_path: Path) -> None:
    create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Text."))
    write_theme("garden", THEME, settings)
    file = export("garden", tmp_path, settings)
    write_theme("garden", {"site.css": b"mine"}, settings)

    report = import_posts(file, "Garden", settings=settings, is_trusted=True)

    assert read_theme("garden", settings)["site.css"] == b"mine"
    assert any("kept the one in FSP" in note for note in report.notes)
