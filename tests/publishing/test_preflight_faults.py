"""Twenty kinds of faults, each named with its fix 55 minutes before the post is due; good posts have none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
import redis
from flask import Flask

from fsp import paths
from fsp.clock import utc_now
from fsp.content.media import store
from fsp.content.revisions import add_current_revision
from fsp.core import core_app
from fsp.destinations.accounts import add_destination, pause_destination
from fsp.destinations.options import DestinationOptions
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState, RevisionOrigin
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destinations import publication_at
from fsp.publishing.preflight import check_item, items_to_check
from fsp.publishing.preflight_run import PreflightRun
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db
from tests.destinations.notes import install_notes
from tests.destinations.tools import png

AHEAD = timedelta(minutes=60)
"""When the job runs at the latest: an hour before the time of the posts."""
DEAD = "https://dead.example/soup"


@dataclass
class Garden:
    """A project with a post for each fault, and a destination for each."""

    project: Project
    settings: Settings
    connection: redis.Redis
    due_at: datetime

    def item(self, slug: str, body: str = "Some *text*.", *, days: int = 0) -> Item:
        item = Item(
            project_id=self.project.id,
            slug=slug,
            title=slug,
            tags=[],
            state=ItemState.SCHEDULED,
            publish_at=self.due_at + timedelta(days=days),
            canonical_url=f"https://garden.example/{slug}/",
        )
        db.session.add(item)
        db.session.flush()
        if body:
            add_current_revision(item, body, RevisionOrigin.PERSON)
        db.session.commit()
        return item

    def place(self, name: str, platform: str = "notes", **values: object) -> Destination:
        settings = {"notes": {"url": "https://notes.example"}, "folder": {"folder": "blog"}}
        return add_destination(
            self.project,
            platform,
            options=DestinationOptions(name=name),
            values=values or settings[platform],
            credentials={"token": "hunter2-hunter2"} if platform == "notes" else {},
            settings=self.settings,
            connection=self.connection,
        )

    def image(self, path: str, media_type: str = "image/png", data: bytes = b"") -> None:
        sha256 = store(self.settings, data or png())
        details = {"media_type": media_type, "size_bytes": 9, "width": 8, "height": 6}
        db.session.add(Media(project_id=self.project.id, path=path, sha256=sha256, **details))
        db.session.commit()


Fault = Callable[[Garden, Destination], Item]
FAULTS: dict[str, Fault] = {}


def fault(code: str) -> Callable[[Fault], Fault]:
    def add(make: Fault) -> Fault:
        FAULTS[code] = make
        return make

    return add


def changed(garden: Garden, place: Destination, **columns: object) -> Item:
    for name, value in columns.items():
        setattr(place, name, value)
    db.session.commit()
    return garden.item(f"post-{place.id}")


def failed(name: str) -> Fault:
    row = {"name": name, "is_ok": False, "seen": "403", "fix": "Give the account the right."}
    return lambda garden, place: changed(garden, place, checked_at=utc_now(), check_results=[row])


for check in ("Reachable", "Account", "May publish", "May upload"):
    FAULTS[f"test-failed:{check.lower().replace(' ', '-')}"] = failed(check)
FAULTS["credentials-expired"] = lambda garden, place: changed(
    garden, place, credentials_expire_at=utc_now() - timedelta(minutes=1)
)
FAULTS["credentials-expire"] = lambda garden, place: changed(
    garden, place, credentials_expire_at=garden.due_at + timedelta(minutes=5)
)
FAULTS["credentials-missing"] = lambda garden, place: changed(garden, place, credentials=None)
FAULTS["credentials-unreadable"] = lambda garden, place: changed(garden, place, credentials="of another key")
FAULTS["settings-unusable"] = lambda garden, place: changed(garden, place, settings={})
FAULTS["template"] = lambda garden, place: changed(garden, place, text_template="{colour}")


@fault("paused")
def paused(garden: Garden, place: Destination) -> Item:
    pause_destination(place, by="ada", reason="holidays", now=utc_now(), connection=garden.connection)
    return garden.item(f"post-{place.id}")


@fault("text-too-long")
def too_long(garden: Garden, place: Destination) -> Item:
    item = garden.item(f"post-{place.id}")
    publication = publication_at(item.id, place)
    db.session.get_one(Publication, publication.id).text_override = "x" * 101
    db.session.commit()
    return item


@fault("no-content")
def no_content(garden: Garden, place: Destination) -> Item:
    return garden.item(f"post-{place.id}", body="")


@fault("alt-missing")
def alt_missing(garden: Garden, place: Destination) -> Item:
    garden.image("beds.png")
    return garden.item(f"post-{place.id}", body="![](beds.png)")


@fault("alt-too-long")
def alt_too_long(garden: Garden, place: Destination) -> Item:
    garden.image("long.png")
    return garden.item(f"post-{place.id}", body=f"![{'x' * 1600}](long.png)")


@fault("image-lost")
def image_lost(garden: Garden, place: Destination) -> Item:
    db.session.add(
        Media(project_id=garden.project.id, path="lost.png", sha256="a" * 64, media_type="image/png", size_bytes=9)
    )
    db.session.commit()
    return garden.item(f"post-{place.id}", body="![Lost](lost.png)")


@fault("image-refused")
def image_refused(garden: Garden, place: Destination) -> Item:
    garden.image("plan.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>')
    return garden.item(f"post-{place.id}", body="![A plan](plan.svg)")


@fault("link-dead")
def link_dead(garden: Garden, place: Destination) -> Item:
    return garden.item(f"post-{place.id}", body=f"See [soup]({DEAD}).")


@fault("reference-unresolved")
def reference(garden: Garden, place: Destination) -> Item:
    return garden.item(f"post-{place.id}", body="See [soup](soup.md).")


@fault("canonical-internal")
def internal(garden: Garden, place: Destination) -> Item:
    item = garden.item(f"post-{place.id}")
    item.canonical_url = "http://127.0.0.1:8000/beans/"
    db.session.commit()
    return item


@fault("name-taken")
def name_taken(garden: Garden, _: Destination) -> Item:
    folder = paths.destination_folders(garden.settings) / "blog"
    folder.mkdir(parents=True)
    (folder / "taken.md").write_text("By hand.")
    garden.place("Files", "folder")
    return garden.item("taken")


@fault("rate-too-low")
def rate_too_low(garden: Garden, place: Destination) -> Item:
    place.rate_units, place.rate_window_seconds = 1, 86_400
    garden.item("first-of-two", days=3)
    return garden.item("second-of-two", days=3)


@pytest.fixture
def garden(
    request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Garden]:
    install_notes(monkeypatch)
    settings = settings.model_copy(update={"base_url": "https://fsp.example"})
    app: Flask
    is_postgresql = getattr(request, "param", "") == "postgresql"
    if not is_postgresql:
        app = request.getfixturevalue("core")
    else:
        url = request.getfixturevalue("postgres_server")
        app = core_app(settings.model_copy(update={"database_url": url}))
    with app.app_context():
        if is_postgresql:
            db.drop_all()
            db.create_all()
        project = Project(slug="garden", title="Garden", language="en")
        db.session.add(project)
        db.session.commit()
        yield Garden(project, settings, redis_client, utc_now() + AHEAD)
        db.session.remove()
        db.engine.dispose()


def _run(garden: Garden) -> dict[int, set[str]]:
    """Run the job's checks until each post had its turn; return the codes of each post that have a fix."""
    look_up = {DEAD: "404"}.get
    run = PreflightRun(utc_now(), lambda url: look_up(url) or "", GuardedClient(allow_internal=True))
    check = partial(check_item, settings=garden.settings, connection=garden.connection, run=run)
    codes: dict[int, set[str]] = {}
    while numbers := [number for number in items_to_check(run.now) if number not in codes]:
        for number in numbers:
            problems = check(db.session.get_one(Item, number), now=run.now).values()
            codes[number] = {problem.code for each in problems for problem in each if problem.fix}
    return codes


def test_every_fault_is_named_with_its_fix_an_hour_before(garden: Garden) -> None:
    assert len(FAULTS) >= 20
    missed = []
    for code, make in FAULTS.items():
        place = garden.place(f"Notes {len(FAULTS)} {code[:20]}")
        item = make(garden, place)
        if code not in _run(garden).get(item.id, set()):
            missed.append(code)
        db.session.refresh(place)
        place.removed_at = utc_now()
        item.state = ItemState.DRAFT
        db.session.commit()

    assert missed == []


@pytest.mark.parametrize("garden", ["sqlite", "postgresql"], indirect=True)
def test_good_posts_have_no_problem(garden: Garden) -> None:
    garden.place("Notes")
    garden.place("Files", "folder")
    garden.image("beds.png")
    bodies = ("Some *text*.", "![Raised beds](beds.png)", "See [peas](https://peas.example/).", "# Beds\n\n豆" * 20)
    for number in range(12):
        garden.item(f"good-{number}", bodies[number % len(bodies)])

    codes = _run(garden)

    assert len(codes) == 12
    assert set().union(*codes.values()) == set()
