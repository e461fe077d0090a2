"""Posts due at one minute at six destinations: from due to live, and the processor time of each delivery.

Beside it a naive publisher: it renders each post for each destination and creates it, with as many requests at once,
and remembers nothing. The difference is the price of publishing exactly once.
"""

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from bench.figures import Figure, Report, percentile
from bench.journal_servers import journal_servers
from bench.performance.speed import processor_seconds, stop
from bench.setting import Setting, open_setting, scaled
from fsp.clock import utc_now
from fsp.content.markdown import to_html
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.revisions import add_current_revision
from fsp.destinations.api_client import ApiClient
from fsp.handlers.due_publication_sweep import sweep_due_publications
from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.publication import Publication, PublicationState
from fsp.security.guarded_http import GuardedClient
from fsp.stores import db

POSTS = 500
PLACES = ("journal",) * 5 + ("blind",)
AT_ONCE = 5
WORKERS, THREADS = 2, 3
PATIENCE_SECONDS = 1_800
SWEEP_SECONDS = 60
PARAGRAPH = "A sentence with *some* words and a [link](https://example.org/), again and again, as posts have them. " * 6
TEXT = "\n\n".join([PARAGRAPH] * 8)


def main(report: Report) -> None:
    """Print both publishers' figures."""
    posts = scaled(POSTS)
    report.heading(f"{posts:,} posts due at one minute at {len(PLACES)} destinations and on the site")
    with journal_servers(len(PLACES)) as urls, open_setting() as setting:
        _fill(urls, posts)
        _publish(report, setting, posts)
    with journal_servers(len(PLACES)) as urls:
        _publish_naively(report, urls, posts)


def _fill(urls: list[str], posts: int) -> None:
    project = create_project(ProjectText("Due"))
    for number, (platform, url) in enumerate(zip(PLACES, urls, strict=True), start=1):
        added_at = utc_now() - timedelta(days=1)
        name, settings = f"Place {number}", {"url": url}
        db.session.add(
            Destination(project_id=project.id, platform=platform, name=name, settings=settings, created_at=added_at)
        )
    for number in range(posts):
        item = Item(project_id=project.id, slug=f"post-{number}", title=f"Post {number}", tags=[f"t{number % 20}"])
        item.state, item.publish_at = ItemState.SCHEDULED, utc_now() + timedelta(days=1)
        db.session.add(item)
        db.session.flush()
        add_current_revision(item, TEXT, RevisionOrigin.PERSON)
    db.session.commit()


def _publish(report: Report, setting: Setting, posts: int) -> None:
    options = ("--threads", str(THREADS))
    workers = [setting.worker(*options, FSP_DESTINATIONS_ALLOW_INTERNAL="true") for _ in range(WORKERS)]
    try:
        time.sleep(5)
        db.session.query(Item).update({Item.publish_at: utc_now()})
        db.session.commit()
        before, began = processor_seconds(setting, workers), time.monotonic()
        swept_at, expected = 0.0, posts * len(PLACES)
        while _live() < expected and time.monotonic() - began < PATIENCE_SECONDS:
            if time.monotonic() - swept_at > SWEEP_SECONDS:
                swept_at = time.monotonic()
                sweep_due_publications()
            time.sleep(0.5)
        used = [now - earlier for now, earlier in zip(processor_seconds(setting, workers), before, strict=True)]
    finally:
        stop(workers)
    delays = _delays()
    report.show(Figure("published", len(delays), "", least=expected))
    report.show(Figure("from due to live, median", percentile(delays, 0.5), "s"))
    report.show(Figure("from due to live, 95th percentile", percentile(delays, 0.95), "s", most=90))
    report.show(
        Figure("processor time of a delivery, with its share of the post and site", used[0] / expected * 1e3, "ms")
    )
    report.show(Figure("the same, the Redis server's", used[1] / expected * 1e3, "ms"))


def _live() -> int:
    is_out = (Publication.platform != SITE, Publication.state == PublicationState.PUBLISHED)
    count = db.session.scalar(select(func.count()).select_from(Publication).where(*is_out))
    db.session.commit()
    return count or 0


def _delays() -> list[float]:
    rows = db.session.execute(
        select(Publication.due_at, Publication.live_at).where(
            Publication.platform != SITE, Publication.live_at.is_not(None)
        )
    ).all()
    db.session.commit()
    return [(row.live_at - row.due_at).total_seconds() for row in rows]


def _publish_naively(report: Report, urls: list[str], posts: int) -> None:
    began, used_before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: _send_everywhere(urls, number), range(posts)))
    used, deliveries = resource.getrusage(resource.RUSAGE_SELF), posts * len(urls)
    seconds = used.ru_utime + used.ru_stime - used_before.ru_utime - used_before.ru_stime
    report.show(Figure("a naive publisher: until all are live", time.monotonic() - began, "s"))
    report.show(Figure("the same: processor time of a delivery", seconds / deliveries * 1e3, "ms"))


def _send_everywhere(urls: list[str], number: int) -> None:
    for url in urls:
        fields = {"key": f"{number}", "title": f"Post {number}", "text": to_html(TEXT)}
        ApiClient(GuardedClient(allow_internal=True), url).call("POST", "/posts", creates=True, fields=fields)
