"""Drafts in the API: requested, read, decided on; with prompts, costs and budgets."""

import json

import redis
from flask.testing import FlaskClient

from fsp.models.draft_run import DraftKind, DraftState
from fsp.models.item import Item
from fsp.redis_ops.keys import arriving_text
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.web.drafts.test_model_pages import add_request
from tests.web.drafts.test_pages import add_run, propose


def test_a_draft_is_requested_with_and_without_a_body(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    path = f"/api/items/{garden.id}"

    plain = program.post(f"{path}/draft")
    revision = program.post(f"{path}/draft", json={"kind": "revision", "instruction": "Shorter.", "section": "One"})
    senseless = program.post(f"{path}/draft", json={"kind": "revision"})
    listed = program.get(f"{path}/drafts").json

    assert [plain.status_code, revision.status_code, senseless.status_code] == [201, 201, 422]
    assert {job.job_id for job in waiting_jobs(redis_client)} == set(listed["waitingJobs"])  # type: ignore[index]


def test_a_run_is_read_and_its_text_while_it_arrives(
    program: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    run = add_run(garden, state=DraftState.RUNNING)
    redis_client.set(arriving_text("j"), json.dumps({"step": "draft", "text": "Half"}))

    shape = program.get(f"/api/items/{garden.id}/drafts/{run.id}").json

    assert (shape["state"], shape["text"], shape["blocks"]) == ("running", "Half", [])  # type: ignore[index]
    assert program.get(f"/api/items/{garden.id}/drafts/99").status_code == 404


def test_an_outline_is_edited(program: FlaskClient, garden: Item) -> None:
    run = add_run(garden, kind=DraftKind.OUTLINE, state=DraftState.OUTLINED, outline="## One\n")

    answer = program.put(f"/api/items/{garden.id}/drafts/{run.id}/outline", json={"outline": "## Two"})

    assert answer.json["outline"] == "## Two\n"  # type: ignore[index]


def test_a_proposal_is_accepted_discarded_and_restored(program: FlaskClient, garden: Item) -> None:
    run = propose(garden, "Text, changed.\n")
    path = f"/api/items/{garden.id}/drafts/{run.id}"
    shape = program.get(path).json
    assert shape is not None

    discarded = program.post(f"{path}/discard")
    restored = program.post(f"{path}/restore")
    stale = program.post(f"{path}/accept", json={"seenRevisionId": 99})
    accepted = program.post(
        f"{path}/accept",
        json={"seenRevisionId": shape["seenRevisionId"], "accepted": [shape["blocks"][0]["number"]]},
    )

    codes = [answer.status_code for answer in (discarded, restored, stale, accepted)]
    assert codes == [200, 200, 409, 201]
    assert program.get(f"/api/items/{garden.id}").json["text"] == "Text, changed.\n"  # type: ignore[index]


def test_prompts_are_read_changed_and_reset(program: FlaskClient, garden: Item) -> None:
    path = "/api/projects/garden/prompts"
    before = program.get(path).json
    assert before is not None

    saved = program.put(f"{path}/draft", json={"text": "Write.", "seenSha256": before["prompts"][1]["sha256"]})
    faulty = program.put(f"{path}/draft", json={"text": "{{ beans }}"})
    stale = program.put(f"{path}/draft", json={"text": "New.", "seenSha256": "0" * 64})
    versions = program.get(f"{path}/draft/versions").json
    old = program.get(f"{path}/draft/versions/{saved.json['sha256'][:12]}").json  # type: ignore[index]
    reset = program.delete(f"{path}/draft").json

    assert [saved.status_code, faulty.status_code, stale.status_code] == [200, 422, 409]
    assert "line 1" in faulty.json["detail"]  # type: ignore[index]
    assert len(versions["versions"]) == 1  # type: ignore[index]
    assert old == {"text": "Write."}
    assert reset["isOwn"] is False  # type: ignore[index]


def test_costs_budgets_and_usage_are_read_and_set(program: FlaskClient, garden: Item) -> None:
    request = add_request(garden, reserved=900_000)
    path = "/api/projects/garden/language-model"

    changed = program.put(path, json={"monthly": "1.00", "prices": "m=1/2"}).json
    entered = program.put(
        f"/api/language-model/requests/{request.id}/usage", json={"promptTokens": 1000, "completionTokens": 100}
    )
    again = program.put(
        f"/api/language-model/requests/{request.id}/usage", json={"promptTokens": 1000, "completionTokens": 100}
    )
    everything = program.get("/api/language-model").json

    assert changed["project"] == {  # type: ignore[index]
        "month": request.month,
        "spent": 0.9,
        "limit": 1.0,
        "left": 0.1,
        "isNearlySpent": True,
    }
    assert (entered.json["charged"], again.status_code) == (0.0012, 409)  # type: ignore[index]
    assert (everything["project"], everything["top"][0]["charged"]) == (None, 0.0012)  # type: ignore[index]
    assert program.put(path, json={"monthly": "much"}).status_code == 422
    db.session.expire_all()
