"""Every job type FSP brings does its work when a worker runs it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.destinations.accounts import add_destination
from fsp.destinations.gates import destination_gate
from fsp.destinations.options import DestinationOptions
from fsp.gates.keyed import read_keyed_gate
from fsp.handlers import catalogue
from fsp.inspection.one_job import read_job
from fsp.jobs.rate import Rate
from fsp.jobs.registry import all_job_types
from fsp.models.artifact import Artifact
from fsp.models.item import Item, ItemState, Revision
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker
from tests.web.rows import rows

PAST = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def item(core: Flask) -> Item:
    item = create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Text.", brief="Sow."))
    item.publish_at, item.state = PAST, ItemState.SCHEDULED
    db.session.commit()
    return item


@pytest.fixture
def run(core: Flask, settings: Settings, redis_client: redis.Redis) -> Callable[..., Any]:
    def work(job_type: str, **arguments: Any) -> Any:
        job_id = enqueue(redis_client, job_type, arguments).job_id
        worker = FspWorker(["high", "medium", "low"], connection=redis_client, settings=settings)
        worker.work(burst=True, logging_level="ERROR")
        job = read_job(redis_client, job_id)
        assert job.status == "finished", job.error
        return job.result

    return work


def test_the_sweep_leads_to_a_published_item(run: Callable[..., Any], item: Item) -> None:
    assert run("due-publication-sweep") == {"due": 1, "enqueued": 1}

    assert rows(select(Item.state)) == [ItemState.PUBLISHED]


def test_the_sweep_applies_the_rate_of_a_destination_that_redis_lost(
    run: Callable[..., Any], item: Item, settings: Settings, redis_client: redis.Redis
) -> None:
    values, options = {"server": "https://social.example"}, DestinationOptions(name="Mastodon")
    destination = add_destination(
        item.project,
        "mastodon",
        options=options,
        values=values,
        credentials={"token": "a-token"},
        settings=settings,
        connection=redis_client,
    )
    redis_client.flushall()

    run("due-publication-sweep")

    gate = read_keyed_gate(redis_client, destination_gate(destination.id), PAST)
    assert gate.rate == Rate(300, 10800)


def test_scheduled_posts_are_checked_once(run: Callable[..., Any], item: Item) -> None:
    item.publish_at = datetime(2999, 5, 1, tzinfo=UTC)
    db.session.commit()

    assert run("preflight") == {"checked": 1, "with_problems": 0}
    assert run("preflight") == {"checked": 0, "with_problems": 0}


def test_a_project_fans_out_and_its_items_are_published(run: Callable[..., Any], item: Item) -> None:
    assert run("project-scheduled-publish", project="garden") == {"due": 1, "enqueued": 1}

    assert rows(select(Item.state)) == [ItemState.PUBLISHED]


def test_an_item_is_published(run: Callable[..., Any], item: Item) -> None:
    assert run("item-scheduled-publish", item_id=item.id)["urls"]["site"].endswith("/site/garden/beans/")


def test_a_draft_is_written(run: Callable[..., Any], item: Item) -> None:
    assert run("content-generation", item_id=item.id)["number"] == 2

    assert rows(select(Revision.origin).order_by(Revision.number)) == ["person", "generated"]


@pytest.mark.parametrize("arguments", [{}, {"project": "garden"}])
def test_a_report_is_built(run: Callable[..., Any], item: Item, arguments: dict[str, str]) -> None:
    assert set(run("generate-report", **arguments)) == {"report-html", "report-csv"}


def test_an_export_is_built(run: Callable[..., Any], item: Item) -> None:
    assert set(run("export-data", project="garden")) == {"export-zip", "export-epub"}

    assert rows(select(Artifact.kind).order_by(Artifact.kind)) == ["export-epub", "export-zip"]


def test_an_export_in_chosen_formats_is_built(run: Callable[..., Any], item: Item) -> None:
    formats = ["pdf", "print-pdf", "html", "json", "pdf"]

    built = run("export-data", project="garden", formats=formats, paper="a4", bleed_millimetres=3)

    assert set(built) == {"export-pdf", "export-print-pdf", "export-html", "export-json"}
    assert rows(select(Artifact.path).where(Artifact.kind == "export-print-pdf"))[0].endswith("/garden.print.pdf")


def test_requests_are_reconciled(run: Callable[..., Any]) -> None:
    assert run("reconcile-requests") == {"enqueued": 0, "settled": 0}


def test_dead_letters_are_processed(run: Callable[..., Any]) -> None:
    assert run("dead-letter-processing") == {"due": 0, "replayed": 0, "held_back": 0}


def test_what_is_old_is_cleaned_up(run: Callable[..., Any]) -> None:
    assert run("clean-up")["requests"] == 0


def test_every_handler_is_registered() -> None:
    files = {path.stem for path in Path(catalogue.__file__).parent.glob("*.py")} - {
        "__init__",
        "catalogue",
        "after_death",
    }

    registered = {job_type.function.__module__ for job_type in all_job_types()}
    missing = {f"fsp.handlers.{name}" for name in files} - registered
    assert missing == set(), "add these modules to MODULES in fsp/handlers/catalogue.py"
