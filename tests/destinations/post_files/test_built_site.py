"""A copy of the built site waits until the site shows the post."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from fsp import paths
from fsp.content.revisions import add_current_revision
from fsp.destinations.folder import Folder, FolderSettings, NoCredentials
from fsp.errors import PermanentFailure, RemoteGone, ServiceUnavailable
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.settings import Settings
from fsp.stores import db
from tests.destinations.tools import post, tools


@pytest.fixture
def item(core: Flask) -> Item:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    item = Item(project_id=project.id, slug="raised-beds", title="Raised beds")
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Text.", RevisionOrigin.PERSON)
    db.session.commit()
    return item


@pytest.fixture
def page(settings: Settings) -> Path:
    page = paths.site_folder(settings) / "garden" / "raised-beds" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Beds</h1>")
    return page


def publish(item: Item, revision_id: int | None) -> None:
    db.session.add(
        Publication(item_id=item.id, platform="site", state=PublicationState.PUBLISHED, revision_id=revision_id)
    )
    db.session.commit()


def folder(settings: Settings) -> Folder:
    layout = FolderSettings.model_validate(
        {"folder": "public", "content": "site", "public_url": "https://garden.example"}
    )
    return Folder(layout, NoCredentials(), tools(settings=settings))


def test_a_site_that_shows_the_post_is_copied(item: Item, page: Path, settings: Settings) -> None:
    publish(item, item.current_revision_id)

    sent = folder(settings).create(post(item_id=item.id))

    copy = settings.data_dir / "folders" / "public" / "raised-beds" / "index.html"
    assert copy.read_text() == "<h1>Beds</h1>"
    assert (sent.external_id, sent.url) == ("garden/raised-beds", "https://garden.example/raised-beds/")
    remote = folder(settings).read(sent.external_id)
    assert remote
    assert (remote.url, remote.remote_hash) == (sent.url, sent.remote_hash)


def test_the_copy_waits_for_the_current_text_and_for_the_build(item: Item, page: Path, settings: Settings) -> None:
    publish(item, item.current_revision_id)
    add_current_revision(item, "Newer text.", RevisionOrigin.PERSON)
    db.session.commit()
    with pytest.raises(ServiceUnavailable, match="not up to date"):
        folder(settings).create(post(item_id=item.id))

    db.session.query(Publication).update({"revision_id": item.current_revision_id})
    db.session.add(SiteChange(project_id=item.project_id, created_at=datetime(2026, 1, 1, tzinfo=UTC)))
    db.session.commit()
    with pytest.raises(ServiceUnavailable, match="not up to date"):
        folder(settings).create(post(item_id=item.id))


def test_a_post_that_is_not_on_the_site_says_so(item: Item, page: Path, settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="not published there"):
        folder(settings).create(post(item_id=item.id))


def test_a_page_that_was_removed_by_hand_is_gone_and_a_new_post_writes_it(
    item: Item, page: Path, settings: Settings
) -> None:
    publish(item, item.current_revision_id)
    sent = folder(settings).create(post(item_id=item.id))
    copy = settings.data_dir / "folders" / "public" / "raised-beds" / "index.html"
    copy.unlink()

    with pytest.raises(RemoteGone):
        folder(settings).update(post(item_id=item.id), sent.external_id)
    assert not copy.exists()
    assert folder(settings).read(sent.external_id) is None

    folder(settings).create(post(item_id=item.id))
    assert copy.exists()


def test_a_removal_waits_until_the_page_is_off_the_site(item: Item, page: Path, settings: Settings) -> None:
    publish(item, item.current_revision_id)
    sent = folder(settings).create(post(item_id=item.id))
    with pytest.raises(ServiceUnavailable, match="not up to date"):
        folder(settings).remove(sent.external_id)

    page.unlink()
    folder(settings).remove(sent.external_id)
    folder(settings).remove(sent.external_id)

    assert folder(settings).read(sent.external_id) is None
