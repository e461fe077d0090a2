"""Building the files: only what has changed, complete under ten publishers at once, nothing left over."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from fsp import paths
from fsp.extensions import db
from fsp.models.item import Item
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.build import build_site
from fsp.settings import Settings

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]
PUBLISH = """
import os, sys
from fsp.clock import utc_now
from fsp.extensions import core_app
from fsp.publishing.publish_item import publish_item
from fsp.settings import from_environment
settings = from_environment(os.environ)
with core_app(settings).app_context():
    publish_item(int(sys.argv[1]), settings=settings, now=utc_now())
"""


def test_nothing_is_written_when_nothing_has_changed(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)

    assert build_site(item.project_id, settings=settings) == 0


def test_what_is_no_longer_part_of_the_site_goes(make_item: MakeItem, settings: Settings) -> None:
    item = make_item("beans")
    publish_item(item.id, settings=settings, now=NOW)
    stray = paths.site_folder(settings) / "garden" / "old" / "index.html"
    stray.parent.mkdir()
    stray.touch()

    build_site(item.project_id, settings=settings)

    assert not stray.parent.exists()


def test_ten_publishers_at_once_leave_a_whole_site(make_item: MakeItem, settings: Settings) -> None:
    items = [make_item(f"post-{number}").id for number in range(10)]
    db.session.commit()
    variables = {**os.environ, "FSP_DATA_DIR": str(settings.data_dir), "REDIS_URL": settings.redis_url or ""}
    command = [sys.executable, "-c", PUBLISH]
    running = [subprocess.Popen([*command, str(item_id)], env=variables) for item_id in items]

    codes = [process.wait(timeout=60) for process in running]

    folder = paths.site_folder(settings) / "garden"
    entries = ET.parse(folder / "feed.xml").getroot().findall("{http://www.w3.org/2005/Atom}entry")
    assert codes == [0] * 10
    assert len(entries) == 10
    assert len(list(folder.glob("post-*/index.html"))) == 10
