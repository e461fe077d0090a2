"""Workers: an operator sees who runs what, and lets them leave."""

from datetime import timedelta

import redis
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.inspection.worker_report import ChildEnd
from fsp.models.audit_entry import AuditEntry
from tests.inspection.reports import tell
from tests.web.forms import send
from tests.web.overview.faults_made import report_worker
from tests.web.rows import rows


def test_workers_are_listed_by_host_with_those_lost_and_gone(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    now = utc_now()
    tell(redis_client, "one", now=now)
    tell(redis_client, "two", now=now, host="host-2")
    tell(redis_client, "silent", now=now, age_seconds=60)
    tell(redis_client, "left", now=now, left_at=now, left_because="drained")

    page = signed_in.get("/workers").text

    assert "2 workers on 2 hosts" in " ".join(page.split())
    assert "Crashed in the last 24 h" in page
    assert "drained" in page
    assert "80.0 MB" in page


def test_without_a_worker_the_page_says_what_to_do(signed_in: FlaskClient) -> None:
    assert "fsp worker" in signed_in.get("/workers").text


def test_one_worker_has_its_children_and_why_others_ended(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    now = utc_now()
    ended = ChildEnd(now, 4711, "crashed: signal 11")
    tell(redis_client, "one", now=now, ended_children={"crashed: signal 11": 3}, last_ended=(ended,))

    page = " ".join(signed_in.get("/workers/one").text.split())

    assert "3 crashed: signal 11." in page
    assert "Takes no more jobs</dt> <dd> no job waits in a queue </dd>" in page
    assert "process 4711 crashed: signal 11" in page
    assert signed_in.get("/workers/none").status_code == 404


def test_a_drain_is_written_down_and_seen(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now(), is_restarted=True)

    answer = send(signed_in, "/workers/one/drain")
    page = signed_in.get(answer.headers["Location"]).text

    (result,) = read_fleet(redis_client, utc_now())
    assert result.state == WorkerState.DRAINING
    assert "Replacements start automatically" in page
    assert "draining" in page
    assert [entry.target for entry in rows(select(AuditEntry).where(AuditEntry.action == "drain worker"))] == [
        "worker one"
    ] * 2


def test_a_host_is_drained(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    for name in ("one", "two"):
        tell(redis_client, name, now=utc_now())

    send(signed_in, "/hosts/host-1/drain")

    assert {result.state for result in read_fleet(redis_client, utc_now())} == {WorkerState.DRAINING}
    assert send(signed_in, "/hosts/none/drain").status_code == 404


def test_a_lost_worker_that_was_replaced_is_not_shown_as_a_fault(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    now = utc_now()
    report_worker(redis_client, "first", now - timedelta(minutes=9))
    report_worker(redis_client, "second", now - timedelta(minutes=8))
    report_worker(redis_client, "successor", now, born_at=now - timedelta(minutes=8, seconds=30))

    page = signed_in.get("/workers").text
    states = {name: page.split(f'id="worker-{name}"')[1].split("</tr>")[0] for name in ("first", "second")}

    assert "replaced" in states["first"]
    assert "lost" not in states["first"]
    assert "lost" in states["second"]
