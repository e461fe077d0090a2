"""Projects: a free slug from the title, and settings that make sense."""

from dataclasses import replace

import pytest
from flask import Flask

from fsp.content.project_settings import ProjectText, create_project, save_project, text_of_project
from fsp.errors import Conflict, InvalidInput


def test_a_taken_project_is_a_conflict(core: Flask) -> None:
    create_project(ProjectText("My blog"))

    with pytest.raises(Conflict, match="my-blog"):
        create_project(ProjectText("My Blog!"))


def test_a_language_is_stored_as_its_tag(core: Flask) -> None:
    assert create_project(ProjectText("Blog", language="pt_BR")).language == "pt-BR"


@pytest.mark.parametrize(("name", "value"), [("timezone", "Mars/Base"), ("language", "???"), ("title", " ")])
def test_an_unusable_setting_is_refused(core: Flask, name: str, value: str) -> None:
    project = create_project(ProjectText("Blog", author="Ada"))

    with pytest.raises(InvalidInput):
        save_project(project, replace(text_of_project(project), **{name: value}))  # type: ignore[arg-type]
