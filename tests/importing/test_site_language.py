"""The language of a site in the configuration of its generator."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from fsp.importing.import_posts import import_posts
from fsp.importing.site_language import site_language
from fsp.importing.source import open_source
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("config.toml", 'base_url = "https://e.org"\ndefault_language = "fa"\n', "fa"),
        ("hugo.toml", "languageCode = 'pt-br' # Brazil\n", "pt-br"),
        ("_config.yml", "title: A\nlang: ja\n", "ja"),
        ("pelicanconf.py", "DEFAULT_LANG = 'es'\n", "es"),
        ("docusaurus.config.js", "  i18n: {\n    defaultLocale: 'ar',\n", "ar"),
        ("_config.yml", "language: default\nlang: xx\n", ""),
        ("_config.yml", "# lang: ja\n", ""),
        ("themes/a/b/config.toml", 'default_language = "fa"\n', ""),
    ],
)
def test_the_configuration_says_the_language(tmp_path: Path, name: str, text: str, language: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)

    with open_source(tmp_path) as source:
        assert site_language(source) == language


def test_a_new_project_has_the_language_of_its_site(core: Flask, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('default_language = "fa"\n')
    (tmp_path / "a.md").write_text("Text")

    import_posts(tmp_path, "Garden", settings=settings)

    assert db.session.scalars(select(Project.language)).one() == "fa"
