"""Dead letters on the page: replayed, edited, discarded, and no second time."""

import html
import re
from datetime import timedelta

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fsp.bulk.run import run_operation
from fsp.clock import utc_now
from fsp.dead_letters.replay import find_dead_letter
from fsp.inspection.one_job import read_job
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Item
from fsp.stores import db
from tests.dead_letters.burying import buried
from tests.dead_letters.holding import held
from tests.export_arguments import export_arguments
from tests.inspection.waiting import waiting_jobs
from tests.web.forms import send
from tests.web.rows import rows
from tests.worker.claiming import claimed
from tests.worker.stepped import STEPS, stepped
from tests.worker.stepping import run_steps


@pytest.fixture
def letter(garden: Item) -> int:
    return buried("gone").id


def test_without_dead_letters_the_page_says_so(signed_in: FlaskClient) -> None:
    assert "No dead letters" in signed_in.get("/dead-letters").text


def test_one_is_replayed_from_its_page(signed_in: FlaskClient, letter: int, redis_client: redis.Redis) -> None:
    assert "replay 1 of 5" in signed_in.get("/dead-letters?view=letters").text

    answer = send(signed_in, f"/dead-letters/{letter}/replay")

    assert answer.location == "/jobs/gone-replay-1"
    assert [job.job_id for job in waiting_jobs(redis_client)] == ["gone-replay-1"]
    assert "No dead letters" in signed_in.get("/dead-letters").text
    second = send(signed_in, f"/dead-letters/{letter}/replay")
    assert (second.status_code, "Already replayed by admin at" in second.text) == (409, True)


def test_a_replay_that_nobody_made_was_due(signed_in: FlaskClient, letter: int) -> None:
    ahead = signed_in.get(f"/dead-letters/{letter}").text
    db.session.execute(update(DeadLetterQueue).values(next_replay_at=utc_now() - timedelta(hours=2)))
    db.session.commit()

    late = signed_in.get(f"/dead-letters/{letter}").text

    assert "was due" not in ahead
    assert "was due" in late
    assert 'href="/schedules/dead-letter-processing"' in late


def test_a_form_that_is_out_of_date_is_refused(signed_in: FlaskClient, letter: int) -> None:
    page = signed_in.get(f"/dead-letters/{letter}").text
    mark = re.search(r'name="seen" value="(\w+)"', page)
    assert mark is not None

    stale = send(signed_in, f"/dead-letters/{letter}/replay", seen="another")
    fresh = send(signed_in, f"/dead-letters/{letter}/replay", seen=mark[1])

    assert (stale.status_code, fresh.status_code) == (409, 303)


def test_arguments_are_edited_compared_and_replayed(
    signed_in: FlaskClient, letter: int, redis_client: redis.Redis
) -> None:
    path = f"/dead-letters/{letter}"
    assert 'name="argument-project"' in signed_in.get(f"{path}/edit").text

    bad = send(signed_in, f"{path}/edit", **{"argument-project": "", "argument-attic": "3"})
    good = send(signed_in, f"{path}/edit", **{"argument-project": "attic"})
    edited = re.search(r'name="arguments" value="([^"]+)"', good.text)
    assert edited is not None
    send(signed_in, f"{path}/replay", arguments=html.unescape(edited[1]))

    assert (bad.status_code, bad.text.count('aria-invalid="true"')) == (422, 2)
    assert "Replay with these" not in bad.text
    assert "<ins>" in good.text
    assert "<del>" in good.text
    assert [job.arguments for job in waiting_jobs(redis_client)] == [export_arguments("attic")]
    assert find_dead_letter(letter).arguments == {"project": "garden"}


def test_arguments_that_do_not_fit_are_never_replayed(signed_in: FlaskClient, letter: int) -> None:
    bad = [send(signed_in, f"/dead-letters/{letter}/replay", arguments=text).status_code for text in ("{", "[]", "{}")]

    assert bad == [422, 422, 422]


def test_one_is_discarded_and_restored(signed_in: FlaskClient, letter: int) -> None:
    send(signed_in, f"/dead-letters/{letter}/discard")
    discarded = [signed_in.get(path).text for path in ("/dead-letters", "/dead-letters?state=discarded&view=letters")]
    send(signed_in, f"/dead-letters/{letter}/restore")

    assert ["No dead letters" in page for page in discarded] == [True, False]
    assert "discarded by admin" in discarded[1]
    assert "No dead letters" not in signed_in.get("/dead-letters").text
    assert send(signed_in, "/dead-letters/99/discard").status_code == 404


@pytest.fixture
def cause(garden: Item) -> str:
    for number in range(3):
        buried(f"job-{number}", error=f"no row {number}")
    return find_dead_letter(1).fingerprint


def test_a_cause_is_one_line_and_a_page(signed_in: FlaskClient, cause: str) -> None:
    index = signed_in.get("/dead-letters").text
    page = signed_in.get(f"/dead-letters/groups/{cause}").text

    assert f'href="/dead-letters/groups/{cause}"' in index
    assert index.count('id="cause-') == 1
    assert page.count('id="letter-') == 3
    assert 'href="/dead-letters/bulk?action=discard&amp;fingerprint=' in page


def test_every_part_of_a_view_is_in_its_address(signed_in: FlaskClient, cause: str) -> None:
    def found(query: str) -> int:
        return signed_in.get(f"/dead-letters?view=letters&{query}").text.count('id="letter-')

    assert [
        found(query) for query in ("", "text=row+2", "type=generate-report", "state=replayed", "since=2100-01-01")
    ] == [*(3, 1, 0, 0, 0)]
    assert signed_in.get("/dead-letters?since=soon").status_code == 422
    assert signed_in.get("/dead-letters?state=lost").status_code == 422


def test_many_are_dealt_with_once_their_number_is_typed(
    signed_in: FlaskClient, cause: str, redis_client: redis.Redis
) -> None:
    asked = signed_in.get(f"/dead-letters/bulk?action=discard&fingerprint={cause}").text
    form = {"action": "discard", "fingerprint": cause, "count": "3", "once": "a"}

    wrong = send(signed_in, "/dead-letters/bulk", **form, typed="2")
    right = send(signed_in, "/dead-letters/bulk", **form, typed="3")
    again = send(signed_in, "/dead-letters/bulk", **form, typed="3")
    page = signed_in.get(right.location).text

    assert "Discard 3 dead letters?" in asked
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert right.location == again.location == "/bulk/a"
    assert "Undo" in page
    assert "3 dead letters" in page
    assert read_job(redis_client, "bulk-action-a").status == "scheduled"
    assert signed_in.get("/dead-letters/bulk/bulk-action-a").location == "/bulk/a"
    assert signed_in.get("/dead-letters/bulk/dead-letter-bulk-a").location == "/jobs/dead-letter-bulk-a"


def test_undone_in_time_nothing_has_happened(signed_in: FlaskClient, cause: str, redis_client: redis.Redis) -> None:
    form = {"action": "replay", "fingerprint": cause, "count": "3", "once": "b"}
    place = send(signed_in, "/dead-letters/bulk", **form).location

    send(signed_in, f"{place}/undo")
    run_operation(redis_client, "b")

    assert "undone" in signed_in.get(place).text
    assert [job.job_type for job in waiting_jobs(redis_client)] == ["bulk-action"]
    assert rows(select(DeadLetterQueue.state)) == ["dead"] * 3


def test_a_count_that_changed_meanwhile_stops_it(signed_in: FlaskClient, cause: str) -> None:
    send(signed_in, "/dead-letters/1/discard")

    answer = send(signed_in, "/dead-letters/bulk", action="discard", fingerprint=cause, count="3", typed="3")

    assert (answer.status_code, "to 2 dead letters" in answer.text) == (409, True)


def test_a_letter_of_an_unknown_type_can_only_be_discarded(signed_in: FlaskClient) -> None:
    letter = buried("odd", job_type="gone-type", arguments={}, reason="undecodable", error_class="UnknownJobType").id

    page = signed_in.get(f"/dead-letters/{letter}").text

    assert "is not registered" in page
    assert f"/dead-letters/{letter}/replay" not in page
    assert f"/dead-letters/{letter}/discard" in page


def test_a_replay_that_waits_for_its_key_names_who_holds_it(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    letter = held(redis_client)

    page = signed_in.get(f"/dead-letters/{letter.id}").text
    job = signed_in.get("/jobs/gone-replay-1").text

    assert "The replay is waiting for job" in page
    assert "It waits for the job that holds its key." in job
    assert all('href="/jobs/holder"' in reported for reported in (page, job))


def test_a_dead_job_is_replayed_from_a_step(signed_in: FlaskClient, redis_client: redis.Redis, garden: Item) -> None:
    stepped(redis_client, "dead")
    letter = buried("old").id

    page = signed_in.get(f"/dead-letters/{letter}").text
    send(signed_in, f"/dead-letters/{letter}/replay", from_step="two")

    assert page.count("Run again from here") == 3
    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["two", "three"]
    assert "Run again from here" not in signed_in.get(f"/dead-letters/{letter}").text
