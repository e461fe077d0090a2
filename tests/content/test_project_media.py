"""The images of a project: added, replaced, listed and removed; unusable ones are refused with the reason."""

import pytest
from flask import Flask

from fsp.content.project_media import file_of, find_media, list_media, media_path, put_media, remove_media
from fsp.content.project_settings import ProjectText, create_project
from fsp.errors import InvalidInput, NotFound
from fsp.models.project import Project
from fsp.settings import Settings
from tests.content.images.pictures import picture


@pytest.fixture
def project(core: Flask) -> Project:
    return create_project(ProjectText("Garden"))


def test_an_image_is_added_replaced_and_removed(project: Project, settings: Settings) -> None:
    added, is_new = put_media(project, "images//oak.png", picture("PNG", size=(2, 3)), settings=settings)
    replaced, is_new_again = put_media(project, "images/oak.png", picture("PNG", size=(4, 5)), settings=settings)

    assert (added.path, is_new, is_new_again) == ("images/oak.png", True, False)
    assert (replaced.width, replaced.height) == (4, 5)
    assert file_of(replaced, settings).stat().st_size == replaced.size_bytes
    assert [media.path for media in list_media(project)] == ["images/oak.png"]
    assert list_media(project, after="images/oak.png") == []

    remove_media(project, "images/oak.png")
    with pytest.raises(NotFound, match="no image at"):
        find_media(project, "images/oak.png")


@pytest.mark.parametrize("path", ["", "/etc/x.png", "a/../../x.png", "a\\b.png", "x" * 501, "a\x00.png"])
def test_an_unusable_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match=r"(?i)path"):
        media_path(path)


@pytest.mark.parametrize("data", [b"text", picture("PNG", size=(2, 2))[:40]])
def test_what_is_no_whole_image_is_refused_with_its_path(project: Project, settings: Settings, data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"oak\.png"):
        put_media(project, "oak.png", data, settings=settings)

    assert list_media(project) == []
