"""Dead letters in the API: listed, read, replayed once, discarded once."""

import pytest
import redis
from flask.testing import FlaskClient

from fsp.inspection.one_job import read_job
from fsp.stores import end_reading
from tests.dead_letters.burying import buried
from tests.dead_letters.holding import held
from tests.export_arguments import export_arguments
from tests.inspection.waiting import waiting_jobs
from tests.web.response_json import json_of


@pytest.fixture
def letter(program: FlaskClient) -> int:
    results = buried("gone").id
    end_reading()
    return results


def test_they_are_listed_and_read(program: FlaskClient, letter: int) -> None:
    listed = program.get("/api/dead-letters?type=export-data").json
    others = program.get("/api/dead-letters?state=discarded").json
    read = program.get(f"/api/dead-letters/{letter}").json

    assert listed is not None
    assert listed["deadLetters"] == [read]
    assert others == {"deadLetters": []}
    assert read is not None
    assert (read["jobId"], read["error"], read["replays"]) == ("gone", "ValueError: no", 0)


def test_who_saw_another_state_is_told_who_was_first(program: FlaskClient, letter: int) -> None:
    path = f"/api/dead-letters/{letter}"
    seen = {"If-Match": program.get(path).headers["ETag"]}
    discarded = program.post(f"{path}/discard", headers=seen)
    now = {"If-Match": discarded.headers["ETag"]}

    replayed = program.post(f"{path}/replay", json={}, headers=seen)
    restored = [program.post(f"{path}/restore", headers=value) for value in (seen, now)]

    assert (discarded.status_code, replayed.status_code) == (200, 412)
    assert [answer.status_code for answer in restored] == [412, 200]
    assert "Already discarded by robot at" in str(replayed.json)


def test_one_is_replayed_once_with_other_arguments(
    program: FlaskClient, letter: int, redis_client: redis.Redis
) -> None:
    path = f"/api/dead-letters/{letter}/replay"

    bad = program.post(path, json={"arguments": {"project": 1}})
    first, second = (program.post(path, json={"arguments": {"project": "attic"}}) for _ in range(2))

    assert (bad.status_code, first.status_code, second.status_code) == (422, 201, 409)
    assert first.headers["Location"] == "/api/jobs/gone-replay-1"
    assert [job.arguments for job in waiting_jobs(redis_client)] == [export_arguments("attic")]


def test_one_is_discarded_once(program: FlaskClient, letter: int) -> None:
    answers = [program.post(f"/api/dead-letters/{letter}/discard") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[0].json is not None
    assert answers[0].json["state"] == "discarded"


def test_what_is_not_there_is_not_found(program: FlaskClient) -> None:
    assert program.get("/api/dead-letters/9").status_code == 404
    assert program.post("/api/dead-letters/9/replay", json={}).status_code == 404


def test_a_selection_is_counted_then_dealt_with(program: FlaskClient, letter: int, redis_client: redis.Redis) -> None:
    dry = program.post("/api/dead-letters/bulk", json={"action": "discard", "type": "export-data"}).json
    none = json_of(program.post("/api/dead-letters/bulk", json={"action": "discard", "reason": "poison"}))
    uncounted = program.post("/api/dead-letters/bulk", json={"action": "discard", "dryRun": False})
    done = json_of(program.post("/api/dead-letters/bulk", json={"action": "discard", "dryRun": False, "count": 1}))
    assert (uncounted.status_code, "Send count: 1" in uncounted.text) == (422, True)

    assert (dry, none["count"], done["count"]) == ({"count": 1, "jobId": None}, 0, 1)
    assert read_job(redis_client, done["jobId"]).status == "scheduled"


def test_a_count_that_is_no_longer_right_stops_it(program: FlaskClient, letter: int) -> None:
    answer = program.post("/api/dead-letters/bulk", json={"action": "discard", "dryRun": False, "count": 2})

    assert answer.status_code == 409


def test_causes_are_listed(program: FlaskClient, letter: int) -> None:
    (cause,) = program.get("/api/dead-letters/causes").json["causes"]  # type: ignore[index]

    assert (cause["count"], cause["types"], cause["newestId"]) == (1, ["export-data"], letter)


def test_edited_arguments_are_checked_without_replaying(
    program: FlaskClient, letter: int, redis_client: redis.Redis
) -> None:
    path = f"/api/dead-letters/{letter}/check"

    good = program.post(path, json={"arguments": {"project": "attic"}}).json
    bad = program.post(path, json={"arguments": {"project": 1}}).json

    assert good == {
        "changes": [{"name": "project", "kind": "changed", "before": '"garden"', "after": '"attic"'}],
        "faults": {},
    }
    assert set(bad["faults"]) == {"project"}  # type: ignore[index]
    assert waiting_jobs(redis_client) == []


def test_one_is_restored(program: FlaskClient, letter: int) -> None:
    program.post(f"/api/dead-letters/{letter}/discard")

    answers = [program.post(f"/api/dead-letters/{letter}/restore") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[0].json["state"] == "dead"  # type: ignore[index]


def test_a_replay_that_waits_for_its_key_names_who_holds_it(program: FlaskClient, redis_client: redis.Redis) -> None:
    letter = held(redis_client)

    document = program.get(f"/api/dead-letters/{letter.id}").json
    listed = program.get("/api/dead-letters?state=replayed").json
    why = program.get("/api/jobs/gone-replay-1/explain").json

    assert document is not None
    assert listed is not None
    assert why is not None
    assert [entry["waitsFor"] for entry in (document, *listed["deadLetters"])] == ["holder", "holder"]
    assert [(entry["kind"], entry["heldBy"]) for entry in why["blockers"]] == [("key held", ["holder"])]
