"""Dead letters on the page: replayed, edited, discarded, and no second time."""

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.dead_letters.bury import bury
from fsp.extensions import db, end_reading
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Item
from fsp.queueing.jobs import waiting_jobs
from tests.web.forms import send


@pytest.fixture
def letter(garden: Item) -> int:
    return bury(
        job_id="gone",
        job_type="export-data",
        queue="low",
        arguments={"project": "garden"},
        reason="spent",
        error_class="ValueError",
        error_message="no",
    ).id


def test_without_dead_letters_the_page_says_so(signed_in: FlaskClient) -> None:
    assert "No job has died" in signed_in.get("/dead-letters").text


def test_one_is_replayed_from_the_list(signed_in: FlaskClient, letter: int, redis_client: redis.Redis) -> None:
    assert "replay 1 of 5" in signed_in.get("/dead-letters").text

    answer = send(signed_in, f"/dead-letters/{letter}/replay")

    assert answer.location == "/jobs/gone-replay-1"
    assert [job.job_id for job in waiting_jobs(redis_client)] == ["gone-replay-1"]
    assert "No job has died" in signed_in.get("/dead-letters").text
    assert send(signed_in, f"/dead-letters/{letter}/replay").status_code == 409


def test_arguments_are_edited_first(signed_in: FlaskClient, letter: int, redis_client: redis.Redis) -> None:
    assert "Edit and replay" in signed_in.get("/jobs/gone").text

    bad = [send(signed_in, f"/dead-letters/{letter}/replay", arguments=text).status_code for text in ("{", "[]", "{}")]
    send(signed_in, f"/dead-letters/{letter}/replay", arguments='{"project": "attic"}')

    assert bad == [422, 422, 422]
    assert [job.arguments for job in waiting_jobs(redis_client)] == [{"project": "attic"}]


def test_one_is_discarded(signed_in: FlaskClient, letter: int) -> None:
    send(signed_in, f"/dead-letters/{letter}/discard")

    assert "No job has died" in signed_in.get("/dead-letters").text
    assert send(signed_in, "/dead-letters/99/discard").status_code == 404


def test_a_group_is_dealt_with_once_its_number_is_typed(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    for number in range(3):
        bury(
            job_id=f"job-{number}",
            job_type="export-data",
            queue="low",
            arguments={"project": "garden"},
            reason="spent",
            error_class="ValueError",
            error_message=f"no row {number}",
        )
    fingerprint = db.session.scalars(select(DeadLetterQueue.fingerprint)).first()
    end_reading()
    shown = signed_in.get("/dead-letters").text

    wrong = send(signed_in, "/dead-letters/bulk", fingerprint=fingerprint, action="discard", confirm="2")
    right = send(signed_in, "/dead-letters/bulk", fingerprint=fingerprint, action="discard", confirm="3")

    assert "Type 3 to go on" in shown
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert [job.job_type for job in waiting_jobs(redis_client)] == ["dead-letter-bulk"]
