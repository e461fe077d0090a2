"""Building the files: what a change touches and nothing else, the same as if all were written again."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select

from fsp import paths
from fsp.content.media import store
from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, RevisionOrigin
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.models.redirect import Redirect
from fsp.models.site_change import SiteChange
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site import build, render, series, write_pages
from fsp.publishing.site.body import body_html
from fsp.publishing.site.build import build_site, rebuild_site
from fsp.publishing.site.list_pages import PAGE_SIZE
from fsp.publishing.site.manifest_file import FILE_NAME
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n and the rest"
MakeItem = Callable[..., Item]
PUBLISH = """
import os, sys
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.handlers import item_scheduled_publish
from fsp.publishing.publish_item import publish_item
from fsp.settings import from_environment
settings = from_environment(os.environ)
with core_app(settings).app_context():
    publish_item(int(sys.argv[1]), settings=settings, now=utc_now())
"""


@pytest.fixture
def folder(settings: Settings) -> Path:
    return paths.site_folder(settings) / "garden"


@pytest.fixture
def publish(make_item: MakeItem, settings: Settings) -> Callable[..., Item]:
    def publish(slug: str, **more: object) -> Item:
        item = make_item(slug, **more)
        publish_item(item.id, settings=settings, now=NOW)
        return item

    return publish


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture
def few_in_a_series(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a series of more than four posts be a long one."""
    monkeypatch.setattr(series, "MAX_SHOWN", 4)


def touch(item: Item) -> None:
    db.session.add(SiteChange(project_id=item.project_id, item_id=item.id))
    db.session.commit()


def test_nothing_is_written_when_nothing_has_changed(publish: MakeItem, settings: Settings) -> None:
    item = publish("beans")

    assert build_site(item.project_id, settings=settings) == 0
    assert db.session.scalars(select(SiteChange)).all() == []


def test_one_more_post_writes_its_page_its_neighbour_and_what_lists_it(
    publish: MakeItem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(PAGE_SIZE * 2):
        publish(f"post-{number}", tags=("all", f"t{number % 5}"), publish_at=NOW - timedelta(days=90 - number))
    before = files_of(folder)
    rendered: list[str] = []
    monkeypatch.setattr(
        render, "body_html", lambda site, entry, root: rendered.append(entry.slug) or body_html(site, entry, root)
    )

    publish("new", tags=("all", "t1"), publish_at=NOW - timedelta(days=1))

    after = files_of(folder)
    assert sorted(rendered) == ["new", "new", "post-39"]
    changed = {name for name, data in after.items() if before.get(name) != data}
    assert {name for name in changed if not name.startswith("cards/")} == {
        *("new/index.html", "post-39/index.html", "index.html", "page/2/index.html", "page/3/index.html"),
        *("tags/index.html", "tags/all/index.html", "tags/all/page/2/index.html", "tags/all/page/3/index.html"),
        *("tags/t1/index.html", "feed.xml", "feed.json", "sitemap.xml"),
        *("archive/index.html", "archive/2026/index.html", "search/0.json"),
    }
    assert [name for name in changed if name.startswith("cards/")] != []


def _change(item: Item, choice: random.Random, step: int) -> None:
    match choice.randrange(7):
        case 0:
            item.title = f"Title {step}"
        case 1:
            db.session.add(Redirect(project_id=item.project_id, item_id=item.id, path=f"old/{step}"))
            item.slug = f"slug-{step}"
        case 2:
            item.publish_at = NOW - timedelta(days=choice.randrange(100))
        case 3:
            item.deleted_at = None if item.deleted_at else NOW
            touch(item)
        case 4:
            item.is_unlisted, item.tags = not item.is_unlisted, ["Tea"]
        case 5:
            item.layout = "" if item.layout else "page"
        case 6:
            item.series, item.weight = choice.choice(["", "Long", "Short"]), choice.choice([None, 1, 2])


@pytest.mark.parametrize("seed", range(4))
def test_what_changes_leave_is_what_a_whole_build_writes(
    publish: MakeItem,
    make_item: MakeItem,
    settings: Settings,
    project: Project,
    folder: Path,
    few_in_a_series: None,
    seed: int,
) -> None:
    choice = random.Random(seed)
    items = [
        make_item(
            f"post-{number}",
            body=f"Text of {number}, see [another](post-{choice.randrange(24)}.md).",
            tags=tuple(choice.sample(["Tea", "Cake", "C", "C++"], choice.randrange(3))),
            publish_at=NOW - timedelta(days=choice.randrange(600)),
        )
        for number in range(24)
    ]
    for item in items:
        item.source_path, item.series = f"{item.slug}.md", choice.choice(["", "Long", "Short"])
    db.session.commit()
    for step in range(30):
        item = items[choice.randrange(24)]
        _change(item, choice, step)
        db.session.commit()
        for other in (item, *choice.sample(items, 2)):
            publish_item(other.id, settings=settings, now=NOW)
        build_site(project.id, settings=settings)
    left = files_of(folder)

    rebuild_site(project.id, settings=settings)

    assert left == files_of(folder)


def test_a_link_comes_alive_when_its_post_is_published(
    publish: MakeItem, make_item: MakeItem, settings: Settings, folder: Path
) -> None:
    later = make_item("soup")
    later.source_path = "soup.md"
    publish("beans", body="See [soup](soup.md).")
    before = (folder / "beans/index.html").read_text()
    for number in range(3):
        publish(f"between-{number}")

    publish_item(later.id, settings=settings, now=NOW + timedelta(days=1))

    assert 'href="../soup/"' not in before
    assert 'href="../soup/"' in (folder / "beans/index.html").read_text()


def test_a_link_to_a_part_follows_the_headings_of_its_page(publish: MakeItem, settings: Settings, folder: Path) -> None:
    soup = publish("soup", body="## Soup v10.0.0\n\nx")
    publish("beans", body="[a](soup#soup-v10.0.0) [b](soup#soup-v10-0-0) [c](soup#gone)")
    before = (folder / "beans/index.html").read_text()
    add_current_revision(soup, "## Changed\n\nx", RevisionOrigin.PERSON)
    db.session.commit()

    publish_item(soup.id, settings=settings, now=NOW + timedelta(days=1))

    assert before.count('href="../soup/#soup-v1000"') == 2
    assert before.count('href="../soup/"') >= 1
    assert "#soup" not in (folder / "beans/index.html").read_text()


@pytest.mark.parametrize("function", ["write_lists", "_write_feeds", "_remove_gone"])
def test_a_build_that_dies_half_way_is_finished_by_the_next(
    publish: MakeItem, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def die(*_: object, **__: object) -> None:
        raise OSError("power cut")

    for number in range(PAGE_SIZE + 1):
        publish(f"post-{number}")
    with monkeypatch.context() as patched:
        patched.setattr(write_pages, function, die)
        with pytest.raises(OSError, match="power cut"):
            publish("new")

    project_id = db.session.scalars(select(Project.id)).one()
    build_site(project_id, settings=settings)

    left = files_of(folder)
    rebuild_site(project_id, settings=settings)
    assert left == files_of(folder)
    assert "new/index.html" in left


def test_what_a_power_cut_may_have_lost_is_written_again(
    publish: MakeItem, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = publish("beans")
    before = files_of(folder)
    for name in before:
        (folder / name).write_bytes(b"")
    monkeypatch.setattr(build, "boot_id", lambda: "another")

    build_site(item.project_id, settings=settings)

    assert files_of(folder) == before


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_lost_or_damaged_manifest_means_a_whole_build(publish: MakeItem, folder: Path, damage: bytes | None) -> None:
    publish("beans")
    before = files_of(folder)
    for path in folder.glob(f"{FILE_NAME}*"):
        path.unlink()
    if damage is not None:
        (folder / FILE_NAME).write_bytes(damage)
    (folder / "beans/index.html").write_text("changed by somebody")

    publish("soup")

    assert files_of(folder)["beans/index.html"].startswith(before["beans/index.html"][:100])
    assert "soup/index.html" in files_of(folder)


def test_a_lost_folder_is_written_again(publish: MakeItem, settings: Settings, folder: Path) -> None:
    item = publish("beans")
    before = files_of(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()

    publish_item(item.id, settings=settings, now=NOW)

    assert files_of(folder) == before


def test_what_is_no_longer_part_of_the_site_goes(publish: MakeItem, settings: Settings, folder: Path) -> None:
    item = publish("beans")
    stray = folder / "old" / "index.html"
    stray.parent.mkdir()
    stray.touch()

    rebuild_site(item.project_id, settings=settings)

    assert not stray.parent.exists()


def test_a_fact_that_every_page_shows_writes_every_page(
    publish: MakeItem, settings: Settings, project: Project, folder: Path
) -> None:
    publish("beans")
    project.title = "Orchard"
    db.session.commit()

    build_site(project.id, settings=settings)

    assert all(
        b"Orchard" in data
        for name, data in files_of(folder).items()
        if name.endswith((".html", ".xml")) and name != "sitemap.xml"
    )


def test_a_deleted_project_has_no_site(publish: MakeItem, settings: Settings, project: Project, folder: Path) -> None:
    publish("beans")
    project.deleted_at = NOW
    db.session.commit()

    build_site(project.id, settings=settings)

    assert not folder.exists()


def test_only_images_of_published_posts_are_public(
    publish: MakeItem, make_item: MakeItem, settings: Settings, project: Project, folder: Path
) -> None:
    shas = [store(settings, PNG + bytes([number])) for number in range(3)]
    for number, sha256 in enumerate(shas):
        db.session.add(
            Media(project_id=project.id, path=f"{number}.png", sha256=sha256, media_type="image/png", size_bytes=1)
        )
    db.session.commit()
    item = publish("beans", body="![a](0.png)")
    make_item("draft", body="![a](1.png)")
    first = {path.name for path in (folder / "media").iterdir()}
    add_current_revision(item, "![a](2.png)", RevisionOrigin.PERSON)
    db.session.commit()

    publish_item(item.id, settings=settings, now=NOW)

    assert first == {f"{shas[0]}.png"}
    assert {path.name for path in (folder / "media").iterdir()} == {f"{shas[2]}.png"}


def test_a_lost_image_is_one_items_fault_and_stops_nothing(
    publish: MakeItem, settings: Settings, project: Project, folder: Path
) -> None:
    db.session.add(Media(project_id=project.id, path="i.png", sha256="a" * 64, media_type="image/png", size_bytes=1))
    db.session.commit()
    item = publish("beans", body="![a](i.png)")
    publish("soup")

    errors = dict(db.session.execute(select(Publication.item_id, Publication.error)).all())
    assert "i.png is missing" in errors[item.id]
    assert sum(bool(error) for error in errors.values()) == 1
    assert "soup/index.html" in files_of(folder)


def test_a_text_that_cannot_be_rendered_is_one_items_fault_until_it_can(
    publish: MakeItem, settings: Settings, project: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise RecursionError

    with monkeypatch.context() as patched:
        patched.setattr(render, "body_html", fail)
        item = publish("beans", body="Deep")
    broken = db.session.scalars(select(Publication.error)).one()

    rebuild_site(project.id, settings=settings)

    db.session.expire_all()
    assert "RecursionError" in broken
    assert db.session.scalars(select(Publication.error)).one() == ""
    assert db.session.scalars(select(Publication.updated_at)).one() == NOW
    assert "<p>Deep</p>" in (folder / item.slug / "index.html").read_text()


def test_an_unlisted_post_has_a_page_and_is_on_no_list(publish: MakeItem, settings: Settings, folder: Path) -> None:
    item = publish("secret", tags=("Tea",))
    publish("beans")
    item.is_unlisted = True
    db.session.commit()

    publish_item(item.id, settings=settings, now=NOW)

    assert {name for name, data in files_of(folder).items() if b"secret" in data} == {"secret/index.html"}
    assert "tags/tea/index.html" not in files_of(folder)


def test_two_posts_of_one_address_have_a_page_each(publish: MakeItem, folder: Path) -> None:
    publish("tags", body="First")
    second = publish("tags-post", body="Second")

    assert "First" in (folder / "tags-post/index.html").read_text()
    assert "Second" in (folder / f"tags-post-{second.id}/index.html").read_text()


def test_old_addresses_lead_to_the_present_one(
    publish: MakeItem, settings: Settings, project: Project, folder: Path
) -> None:
    item = publish("beans")
    for path in ("old.html", "2019/beans", "soup", "feed.xml", "tags/old"):
        db.session.add(Redirect(project_id=project.id, item_id=item.id, path=path))
    touch(item)
    build_site(project.id, settings=settings)
    publish("soup")

    pages = files_of(folder)

    assert b'url=./beans/"' in pages["old.html"]
    assert b'url=../../beans/"' in pages["2019/beans/index.html"]
    assert b"Some <em>text</em>" in pages["soup/index.html"]
    assert pages["feed.xml"].startswith(b"<?xml")
    assert "tags/old/index.html" not in pages


def test_a_large_sitemap_has_parts(publish: MakeItem, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsp.publishing.site.sitemap.MAX_PAGES", 1)
    for slug in ("a", "b"):
        publish(slug)

    pages = files_of(folder)

    assert b"sitemap-0.xml" in pages["sitemap.xml"]
    assert pages["sitemap-0.xml"].count(b"<loc>") == 2


def test_ten_publishers_at_once_leave_a_whole_site(make_item: MakeItem, settings: Settings, folder: Path) -> None:
    items = [make_item(f"post-{number}").id for number in range(10)]
    db.session.commit()
    variables = {**os.environ, "FSP_DATA_DIR": str(settings.data_dir), "REDIS_URL": settings.redis_url or ""}
    command = [sys.executable, "-c", PUBLISH]
    running = [subprocess.Popen([*command, str(item_id)], env=variables) for item_id in items]

    codes = [process.wait(timeout=60) for process in running]

    entries = ET.parse(folder / "feed.xml").getroot().findall("{http://www.w3.org/2005/Atom}entry")
    assert codes == [0] * 10
    assert len(entries) == 10
    assert len(list(folder.glob("post-*/index.html"))) == 10


def test_a_project_that_is_gone_has_nothing_to_build(project: Project, settings: Settings) -> None:
    assert build_site(project.id + 1, settings=settings) == 0


def test_an_own_template_with_an_error_is_reported_and_the_site_is_whole(
    publish: MakeItem, settings: Settings, project: Project, folder: Path
) -> None:
    publish("beans")
    before = files_of(folder)
    own = settings.data_dir / "themes" / "garden"
    own.mkdir(parents=True)
    (own / "item.html").write_text("{{ entry.title }}\n{{ entry.colour }}")

    rebuild_site(project.id, settings=settings)

    db.session.expire_all()
    assert project.site_problem.startswith("item.html, line 2: UndefinedError")
    assert files_of(folder) == before
    (own / "item.html").write_text("{{ entry.title }}")
    rebuild_site(project.id, settings=settings)
    db.session.expire_all()
    assert (project.site_problem, files_of(folder)["beans/index.html"]) == ("", b"beans")
