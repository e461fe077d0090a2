"""Publishing: one more post on small and large sites, many posts due at one minute, large images, many destinations."""

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from bench.figures import Figure, Report
from bench.performance import delivering
from bench.setting import Setting, open_setting, scaled
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.importing.import_posts import import_posts
from fsp.models.item import Item, ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.due import due_items, sweep
from fsp.publishing.publish_item import publish_item
from fsp.publishing.site.build import build_site
from fsp.publishing.site.platform import SitePlatform
from fsp.settings import Settings
from fsp.stores import db

SIZES = (50, 500, 5_000)
DUE = 1_500
IMAGES, IMAGE_BYTES = 40, 9_000_000
WORKERS = 2
PATIENCE_SECONDS = 600
PARAGRAPH = "A sentence with *some* words and a [link](p1.md), again and again, as posts have them. " * 6


def main(report: Report) -> None:
    """Print what one more post costs on each size of site, and the time of many at once."""
    with open_setting() as setting:
        _one_more(report)
        _images(report)
        _many_at_once(report, setting)
    delivering.main(report)


def _one_more(report: Report) -> None:
    report.heading("one more post on a site of so many, processor time")
    costs = []
    for size in SIZES:
        count, title = scaled(size), f"Site {size}"
        project_id = _published(title, count)
        for number in range(3):
            _import_files(title, {f"new-{number}.md": _post(f"New {number}", count + number)})
        began, started = time.process_time(), time.monotonic()
        for item_id, _ in due_items(_slug(project_id), utc_now()):
            publish_item(item_id, settings=current_settings(), now=utc_now())
        costs.append((time.process_time() - began) / 3)
        report.show(Figure(f"one more post on {count:,}", costs[-1], "s", most=0.2))
        report.show(
            Figure(f"the same until it is on the site of {count:,}", (time.monotonic() - started) / 3, "s", most=1)
        )
    report.show(Figure(f"on {SIZES[-1]:,} as a multiple of {SIZES[0]}", costs[-1] / costs[0], "times", most=1.5))


def _images(report: Report) -> None:
    report.heading(f"a project with {IMAGES * IMAGE_BYTES // 1_000_000} MB of images")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(IMAGES):
            (Path(folder) / f"i{number}.png").write_bytes(_picture(IMAGE_BYTES))
            (Path(folder) / f"p{number}.md").write_text(_post(f"P{number}", number, f"![x](i{number}.png)"))
        import_posts(Path(folder), "Pictures", settings=current_settings())
    before, began = _peak_mb(), time.process_time()
    for item_id, _ in due_items("pictures", utc_now()):
        publish_item(item_id, settings=current_settings(), now=utc_now())
    report.show(Figure("memory of publishing all of them", _peak_mb() - before, "MB", most=50))
    report.show(Figure("processor time of each", (time.process_time() - began) / IMAGES, "s", most=0.2))


def _many_at_once(report: Report, setting: Setting) -> None:
    count = scaled(DUE)
    report.heading(f"{count:,} posts due at one minute, {WORKERS} workers")
    _import_files("Due", {f"p{number}.md": _post(f"Post {number}", number) for number in range(count)})
    project = db.session.scalars(select(Project).where(Project.title == "Due")).one()
    db.session.execute(
        update(Item).where(Item.project_id == project.id).values(state=ItemState.SCHEDULED, publish_at=utc_now())
    )
    db.session.commit()
    began = time.monotonic()
    workers = [setting.worker() for _ in range(WORKERS)]
    try:
        while _pages(project.slug) < count and time.monotonic() - began < PATIENCE_SECONDS:
            # What the schedule does each minute; a job that waits or runs already is not enqueued twice.
            sweep(setting.connection, utc_now())
            time.sleep(1)
        report.show(Figure(f"{count:,} posts out", time.monotonic() - began, "s", most=120))
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait()
    twice = db.session.scalar(
        select(func.count()).select_from(Publication).join(Item).where(Item.project_id == project.id)
    )
    report.show(Figure("publications per post", (twice or 0) / count, "", least=1, most=1))


def _published(title: str, count: int) -> int:
    """Import and publish posts, and build their site once; return the project."""
    _import_files(title, {f"p{number}.md": _post(f"Post {number}", number) for number in range(count)})
    project = db.session.scalars(select(Project).where(Project.title == title)).one()
    platform: Any = SitePlatform
    settle = platform.settle
    platform.settle = _build_later
    try:
        while due := due_items(project.slug, utc_now()):
            for item_id, _ in due:
                publish_item(item_id, settings=current_settings(), now=utc_now())
    finally:
        platform.settle = settle
    build_site(project.id, settings=current_settings())
    return project.id


def _build_later(_: int, __: str, *, settings: Settings) -> None:
    """Leave the files to one build at the end."""


def _import_files(title: str, files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text)
        import_posts(Path(folder), title, settings=current_settings())


def _post(title: str, number: int, body: str = "") -> str:
    text = body or "\n\n".join([PARAGRAPH] * 8)
    date = f"{2000 + number // 360}-{number // 30 % 12 + 1:02}-{number % 28 + 1:02}"
    return f"---\ntitle: {title}\ndate: {date}\ntags: [t{number % 20}]\n---\n{text}\n"


def _picture(size: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + os.urandom(size)


def _pages(slug: str) -> int:
    folder = current_settings().data_dir / "site" / slug
    return sum(1 for _ in folder.glob("p*/index.html"))


def _slug(project_id: int) -> str:
    return db.session.scalars(select(Project.slug).where(Project.id == project_id)).one()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
