"""Which images are frozen with a text."""

from collections.abc import Callable

import pytest

from fsp.models.item import Item
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing import used_images as using
from fsp.publishing.frozen import FrozenImage
from fsp.publishing.used_images import used_images
from fsp.stores import db

MakeItem = Callable[..., Item]


@pytest.fixture
def item(make_item: MakeItem, project: Project) -> Item:
    item = make_item("beans")
    item.source_path = "posts/beans.md"
    for path, sha256 in (("img/a.png", "a" * 64), ("img/b.png", "b" * 64), ("img/c.png", "c" * 64)):
        db.session.add(Media(project_id=project.id, path=path, sha256=sha256, media_type="image/png", size_bytes=1))
    db.session.execute(db.update(Media).where(Media.path == "img/a.png").values(width=4, height=2))
    db.session.commit()
    return item


def test_only_those_that_the_text_or_the_cover_names_are_used(item: Item, project: Project) -> None:
    item.cover = "../img/c.png"

    images = used_images(item, "![a](../img/a.png) ![gone](../img/gone.png) [x](https://x.org/)", project)

    assert images == {"img/a.png": FrozenImage("a" * 64, 4, 2), "img/c.png": FrozenImage("c" * 64)}


def test_a_text_that_cannot_be_rendered_uses_none(
    item: Item, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr(using, "body_html", fail)

    assert used_images(item, "![a](../img/a.png)", project) == {}
