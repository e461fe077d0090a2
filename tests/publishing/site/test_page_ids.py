"""The ids on the pages of a site."""

from collections.abc import Callable
from datetime import UTC, datetime

from fsp import paths
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.manifest_file import open_manifest
from fsp.publishing.site.page_ids import PageIds
from fsp.settings import Settings

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_the_ids_of_a_page_are_read_and_the_lookup_is_recorded(
    make_item: Callable[..., Item], project: Project, settings: Settings
) -> None:
    publish_item(make_item("soup", body="## Hot\n\nx\n\n## Cold\n\nx").id, settings=settings, now=NOW)
    asked: set[str] = set()

    with open_manifest(paths.site_folder(settings) / "garden") as manifest:
        page_ids = PageIds(manifest, project)

        assert page_ids.of(asked, "soup") >= {"hot", "cold"}
        assert page_ids.of(asked, "nowhere") == frozenset()
    assert asked == {"soup#", "nowhere#"}
