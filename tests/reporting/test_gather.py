"""What a report says: what went where and when, how late, what failed and why, and what comes next."""

from datetime import timedelta

import pytest
import redis
from flask import Flask

from fsp.errors import PermanentFailure
from fsp.models.item import ItemState
from fsp.models.model_request import ModelRequest
from fsp.models.publication import PublicationState
from fsp.reporting.gather import gather
from fsp.stores import db
from tests.reporting.published import LAST_30, NOW, add_item, add_project, destinations_of, fail, publish


def test_publications_are_counted_by_destination_and_compared(core: Flask, redis_client: redis.Redis) -> None:
    project = add_project()
    places = destinations_of(project)
    for number, days in enumerate((1, 2, 35)):
        item = add_item(project, f"post-{number}")
        publish(item, places["Site"], NOW - timedelta(days=days), late=number + 1)
    publish(add_item(project, "social"), places["Social"], NOW - timedelta(days=3), late=60)

    report = gather("garden", LAST_30, connection=redis_client, now=NOW)

    site, social = report.destinations
    assert (site.name, site.sent, site.sent_before) == ("Site", 2, 1)
    assert (social.sent, social.sent_before) == (1, 0)
    assert site.delay
    assert (site.delay.p50, site.delay.p95) == (1, 2)
    assert (report.totals.sent, report.totals.posts, report.totals_before.sent) == (3, 3, 1)
    assert sum(bar.sent for bar in report.bars) == 3
    assert [post.post for post in report.sent] == ["social", "post-1", "post-0"]


def test_a_day_without_posts_is_a_bar_of_its_own(core: Flask, redis_client: redis.Redis) -> None:
    add_project()

    report = gather("garden", LAST_30, connection=redis_client, now=NOW)

    assert len(report.bars) == 30
    assert {bar.sent for bar in report.bars} == {0}


def test_failures_are_grouped_by_cause_and_belong_to_their_project(core: Flask, redis_client: redis.Redis) -> None:
    project, other = add_project(), add_project("other", "Other")
    item, place = add_item(project, "beans"), destinations_of(project)["Social"]
    for hours in (1, 2, 800):
        fail(item, place, NOW - timedelta(hours=hours), error=f"The server answered 503 after {hours} s.")
    fail(add_item(other, "soup"), destinations_of(other)["Social"], NOW - timedelta(hours=3), error="No.")
    publish(item, destinations_of(project)["Site"], NOW - timedelta(hours=4), state=PublicationState.HELD)

    report = gather("garden", LAST_30, connection=redis_client, now=NOW)

    server, held = report.causes
    assert (server.subject, server.count, server.places) == ("item-scheduled-publish", 2, ("Social",))
    assert (held.subject, held.count, held.error) == ("held", 1, "It is 3 h late.")
    assert (report.totals.failures, report.totals_before.failures) == (3, 1)
    assert gather(None, LAST_30, connection=redis_client, now=NOW).totals.failures == 4


def test_next_posts_and_states_leave_out_what_was_deleted(core: Flask, redis_client: redis.Redis) -> None:
    project = add_project()
    for number, hours in enumerate((2, 1, 3)):
        add_item(project, f"next-{number}", state=ItemState.SCHEDULED, at=NOW + timedelta(hours=hours))
    gone = add_item(project, "gone", state=ItemState.SCHEDULED, at=NOW + timedelta(hours=1))
    gone.deleted_at = NOW
    add_item(project, "draft", state=ItemState.DRAFT)

    report = gather("garden", LAST_30, connection=redis_client, now=NOW)

    assert [post.post for post in report.upcoming] == ["next-1", "next-0", "next-2"]
    assert report.upcoming[0].destinations == ("Site", "Social")
    assert (report.states["scheduled"], report.states["draft"]) == (3, 1)


def test_an_unknown_project_is_refused_for_good(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(PermanentFailure, match="not found"):
        gather("nowhere", LAST_30, connection=redis_client, now=NOW)


def test_costs_are_those_of_the_period_and_project(core: Flask, redis_client: redis.Redis) -> None:
    project, other = add_project(), add_project("other", "Other")
    for number, (owner, days, charged) in enumerate(((project, 1, 51_200), (project, 40, 1_000_000), (other, 1, 0))):
        db.session.add(
            ModelRequest(
                job_id=f"job-{number}",
                step="draft",
                project_id=owner.id,
                month="2026-05",
                model="large" if charged else "local",
                prompt_tokens=1000,
                completion_tokens=200,
                charged=charged,
                started_at=NOW - timedelta(days=days),
            )
        )
    db.session.commit()

    report = gather("garden", LAST_30, connection=redis_client, now=NOW)

    (cost,) = report.costs
    assert (cost.model, cost.requests, cost.prompt_tokens, cost.amount) == ("large", 1, 1000, 0.0512)
    assert (report.totals.amount, report.totals_before.amount) == (0.0512, 1.0)
    both = gather(None, LAST_30, connection=redis_client, now=NOW)
    assert [(line.model, line.amount) for line in both.costs] == [("large", 0.0512), ("local", None)]
