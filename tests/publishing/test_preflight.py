"""The preflight of scheduled posts: run when they are scheduled, again an hour before, and until they are fixed."""

from datetime import timedelta

import pytest
import redis

from fsp import paths
from fsp.clock import utc_now
from fsp.conditions.rules.preflight import PREFLIGHT
from fsp.conditions.snapshot import Snapshot
from fsp.destinations.accounts import add_destination, pause_destination, resume_destination
from fsp.destinations.options import DestinationOptions
from fsp.models.alert_kinds import Severity
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.problems.outside import preflight
from fsp.publishing import preflight as checks
from fsp.publishing.dead_links import answer_of, dead_links
from fsp.publishing.preflight import check_item, items_to_check
from fsp.publishing.preflight_run import PreflightRun
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db
from tests.destinations.notes import install_notes
from tests.publishing.conftest import MakeItem
from tests.receiver import receiving


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": "https://fsp.example"})


@pytest.fixture
def place(
    project: Project, settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Destination:
    install_notes(monkeypatch)
    return add_destination(
        project,
        "notes",
        options=DestinationOptions(name="My notes"),
        values={"url": "https://notes.example"},
        credentials={"token": "hunter2-hunter2"},
        settings=settings,
        connection=redis_client,
    )


def codes(item: Item, place: Destination, settings: Settings, connection: redis.Redis) -> list[str]:
    problems = check_item(item, settings=settings, connection=connection, now=utc_now())
    return [problem.code for problem in problems[place.id]]


def test_problems_are_stored_until_they_are_fixed(
    place: Destination, make_item: MakeItem, settings: Settings, redis_client: redis.Redis
) -> None:
    item = make_item("beans", publish_at=utc_now() + timedelta(minutes=30))
    first = codes(item, place, settings, redis_client)
    pause_destination(place, by="ada", reason="holidays", now=utc_now(), connection=redis_client)
    paused = codes(item, place, settings, redis_client)
    stored = db.session.query(Publication).filter_by(destination_id=place.id).one()
    stored_codes = [problem["code"] for problem in stored.preflight]
    resume_destination(place, connection=redis_client)

    assert (first, paused, stored_codes) == ([], ["paused"], ["paused"])
    assert codes(item, place, settings, redis_client) == []


def test_missing_credentials_and_a_bad_template_are_found(
    place: Destination, make_item: MakeItem, settings: Settings, redis_client: redis.Redis
) -> None:
    item = make_item("beans", publish_at=utc_now() + timedelta(minutes=30))
    place.text_template = "{colour}"
    db.session.commit()
    bad_template = codes(item, place, settings, redis_client)
    place.credentials, place.text_template = None, ""
    db.session.commit()

    assert bad_template == ["template"]
    assert codes(item, place, settings, redis_client) == ["credentials-missing"]


def test_a_post_is_checked_when_scheduled_an_hour_before_and_while_it_has_problems(
    place: Destination, make_item: MakeItem, settings: Settings, redis_client: redis.Redis
) -> None:
    now = utc_now()
    item = make_item("beans", publish_at=now + timedelta(hours=3))

    at_first = items_to_check(now)
    check_item(item, settings=settings, connection=redis_client, now=utc_now())
    after = items_to_check(now)
    near = items_to_check(now + timedelta(hours=1, minutes=56))

    assert (at_first, after, near) == ([item.id], [], [item.id])
    assert items_to_check(now + timedelta(hours=3)) == []


def test_many_posts_that_are_due_together_all_have_their_turn(
    place: Destination,
    make_item: MakeItem,
    settings: Settings,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "MAX_ITEMS", 2)
    now = utc_now()
    items = [make_item(f"beans-{number}", publish_at=now + timedelta(minutes=60)) for number in range(12)]
    turns: list[int] = []
    for minute in range(12):
        moment = now + timedelta(minutes=minute)
        for number in items_to_check(moment):
            check_item(db.session.get_one(Item, number), settings=settings, connection=redis_client, now=moment)
            turns.append(number)

    # Two a minute: after five minutes the first ones are due again, and still the others come first.
    assert turns == [item.id for item in items] * 2


def test_a_rate_that_is_too_low_is_found(
    place: Destination, make_item: MakeItem, settings: Settings, redis_client: redis.Redis
) -> None:
    due = utc_now() + timedelta(hours=1)
    items = [make_item(f"beans-{number}", publish_at=due) for number in range(5)]
    place.rate_units, place.rate_window_seconds = 2, 1800
    db.session.commit()

    assert [codes(item, place, settings, redis_client) for item in items] == [[], [], *[["rate-too-low"]] * 3]


def test_a_name_that_is_taken_is_found_by_a_run_and_stays_until_the_next(
    project: Project,
    make_item: MakeItem,
    settings: Settings,
    redis_client: redis.Redis,
) -> None:
    folder = add_destination(
        project,
        "folder",
        options=DestinationOptions(name="Files"),
        values={"folder": "blog"},
        credentials={},
        settings=settings,
        connection=redis_client,
    )
    item = make_item("beans", publish_at=utc_now() + timedelta(minutes=58))
    file = paths.destination_folders(settings) / "blog" / "beans.md"
    file.parent.mkdir(parents=True)
    file.write_text("By hand.")

    def run(*, asks: bool) -> list[str]:
        client = GuardedClient(allow_internal=True) if asks else None
        look_up = (lambda _url: "") if asks else None
        problems = check_item(
            item,
            settings=settings,
            connection=redis_client,
            now=utc_now(),
            run=PreflightRun(utc_now(), look_up, client),
        )
        return [problem.code for problem in problems[folder.id]]

    assert run(asks=False) == []
    assert run(asks=True) == ["name-taken"]
    assert run(asks=False) == ["name-taken"]
    file.unlink()
    assert run(asks=False) == ["name-taken"]
    assert run(asks=True) == []
    assert list(file.parent.iterdir()) == []


def test_only_a_clear_answer_means_a_dead_link() -> None:
    http = GuardedClient(allow_internal=True)

    with receiving() as server:
        answers = []
        for server.status in (200, 404, 410, 500):
            answers.append(answer_of(http, server.url))
    gone = dead_links('<a href="https://x.example/a#b">', lambda url: "404" if url == "https://x.example/a" else "")

    assert answers == ["", "404", "410", ""]
    assert gone == (("https://x.example/a", "404"),)
    assert answer_of(http, server.url) == ""


def test_a_doomed_post_is_on_the_overview_with_cause_and_fix(
    place: Destination, make_item: MakeItem, settings: Settings, redis_client: redis.Redis
) -> None:
    now = utc_now()
    item = make_item("beans", title="Beans", publish_at=now + timedelta(minutes=58))
    later = make_item("peas", publish_at=now + timedelta(days=9))
    pause_destination(place, by="ada", reason="holidays", now=now, connection=redis_client)
    for post in (item, later):
        check_item(post, settings=settings, connection=redis_client, now=now)

    (facts,) = preflight(now)
    (finding,) = PREFLIGHT.find(Snapshot(at=now, preflight=(facts,))) or []

    assert finding.summary == '"Beans" is due in 58 min and will have a problem at My notes'
    assert finding.cause == "My notes is paused: holidays. What to do: Resume the destination."
    assert finding.advice == "Resume the destination."
    assert finding.severity is Severity.ERROR
    assert finding.action.url == f"/projects/{place.project.slug}/destinations/{place.id}"
