"""The page that writes a post: it shows the text as it arrives, the outline, the proposal, and what went wrong."""

import json

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.content.revisions import add_current_revision, add_draft_revision
from fsp.models.draft_run import DraftKind, DraftRun, DraftState
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.job_request import JobRequest
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.redis_ops.keys import arriving_text
from fsp.stores import db
from tests.web.forms import send
from tests.web.rows import row, rows


def add_run(item: Item, *, kind: DraftKind = DraftKind.REVISION, **values: object) -> DraftRun:
    """Add a run of the writer for a post."""
    run = DraftRun(**{"item_id": item.id, "job_id": "j", "kind": kind, "model": "m", **values})
    db.session.add(run)
    db.session.commit()
    return run


def propose(item: Item, text: str) -> DraftRun:
    """Add a run that proposes a text."""
    revision = add_draft_revision(item, text, RevisionOrigin.GENERATED, job_id="j")
    return add_run(item, state=DraftState.PROPOSED, base_revision_id=item.current_revision_id, revision_id=revision.id)


def body(item: Item) -> str:
    """Return the present text."""
    db.session.expire_all()
    return db.session.get_one(Revision, db.session.get_one(Item, item.id).current_revision_id).body


def test_a_draft_is_asked_for_and_the_page_waits_for_it(signed_in: FlaskClient, garden: Item) -> None:
    answer = send(signed_in, f"/items/{garden.id}/draft", kind="outline", words="800", by="sections")

    arguments = row(select(JobRequest.arguments))
    assert (arguments["kind"], arguments["words"], arguments["by_section"]) == ("outline", 800, True)
    page = signed_in.get(answer.headers["Location"]).text
    assert "Waiting for a worker" in page
    assert 'data-hx-trigger="every 1s"' in page
    assert "Refresh" in page


@pytest.mark.parametrize(
    "fields", [{"kind": "poem"}, {"kind": "revision"}, {"kind": "continuation"}, {"words": "99999999"}]
)
def test_a_senseless_request_is_refused(signed_in: FlaskClient, garden: Item, fields: dict[str, str]) -> None:
    assert send(signed_in, f"/items/{garden.id}/draft", **fields).status_code == 422


def test_the_text_is_shown_while_it_arrives(signed_in: FlaskClient, garden: Item, redis_client: redis.Redis) -> None:
    run = add_run(garden, state=DraftState.RUNNING)
    text = {"step": "section 2", "text": "<think>plan</think>Half <b>a text"}
    redis_client.set(arriving_text("j"), json.dumps(text))

    page = signed_in.get(f"/items/{garden.id}/draft/run?run={run.id}").text

    assert "section 2" in page
    assert "Half &lt;b&gt;a text" in page
    assert "plan" not in page


def test_an_outline_is_edited_and_its_draft_requested(signed_in: FlaskClient, garden: Item) -> None:
    run = add_run(garden, kind=DraftKind.OUTLINE, state=DraftState.OUTLINED, outline="## One\n", options={"words": 900})
    path = f"/items/{garden.id}/draft/{run.id}/outline"

    send(signed_in, path, outline="## Two\r\n", seen_outline="## One\n", then="save")
    late = send(signed_in, path, outline="## Three", seen_outline="## One\n", then="save")
    send(signed_in, path, outline="## Two\n\n## Four", seen_outline="## Two\n", then="draft")

    assert late.status_code == 409
    assert rows(select(DraftRun.outline)) == ["## Two\n\n## Four\n"]
    arguments = row(select(JobRequest.arguments))
    assert (arguments["kind"], arguments["run_id"], arguments["words"]) == ("draft", run.id, 900)


def test_a_proposal_is_shown_by_paragraph_and_accepted(signed_in: FlaskClient, garden: Item) -> None:
    add_current_revision(garden, "One.\n\nTwo <b>.\n", RevisionOrigin.PERSON)
    run = propose(garden, "One, changed.\n\nTwo <b>.\n\nThree.\n")
    page = signed_in.get(f"/items/{garden.id}/draft").text
    seen = str(garden.current_revision_id)

    answer = send(signed_in, f"/items/{garden.id}/draft/{run.id}/accept", accepted="0", seen_revision=seen)

    assert "2 changed paragraphs to decide on" in page
    assert "<ins>" in page
    assert "Two &lt;b&gt;." in page
    assert answer.status_code == 303
    assert body(garden) == "One, changed.\n\nTwo <b>.\n"


def test_a_decision_on_an_older_text_shows_the_proposal_again(signed_in: FlaskClient, garden: Item) -> None:
    run = propose(garden, "Text, changed.\n")
    seen = str(garden.current_revision_id)
    add_current_revision(garden, "Text.\n\nMine.\n", RevisionOrigin.PERSON)
    db.session.commit()

    answer = send(signed_in, f"/items/{garden.id}/draft/{run.id}/accept", which="all", seen_revision=seen)

    assert answer.status_code == 409
    assert "compared with the new text" in answer.text
    assert body(garden) == "Text.\n\nMine.\n"


def test_a_truncated_text_can_be_continued(signed_in: FlaskClient, garden: Item, app: Flask) -> None:
    settings = app.extensions["fsp_settings"]
    app.extensions["fsp_settings"] = settings.model_copy(
        update={"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "m"}
    )
    run = propose(garden, "Text. And")
    run.outcome, run.problem = "truncated", "The text is incomplete."
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}/draft").text
    send(signed_in, f"/items/{garden.id}/draft", kind="continuation", run=str(run.id))

    assert "The text is incomplete." in page
    assert "Continue the text" in page
    assert "Revise the text" in page
    arguments = row(select(JobRequest.arguments))
    assert (arguments["kind"], arguments["provider"]) == ("continuation", "127.0.0.1")


def test_a_failed_run_says_why_and_what_may_have_been_charged(signed_in: FlaskClient, garden: Item) -> None:
    add_run(garden, state=DraftState.FAILED, problem="The worker stopped while a request was in flight.")
    lost = {"phase": RequestPhase.UNKNOWN, "text": "Half of it", "reserved": 5000, "charged": 5000}
    about = {"job_id": "j", "step": "draft", "item_id": garden.id, "project_id": garden.project_id}
    db.session.add(ModelRequest(month="2026-05", model="m", **about, **lost))
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}/draft").text

    assert "The worker stopped while a request was in flight." in page
    assert "counts as spent" in page
    assert "Half of it" in page


def test_a_run_whose_job_ended_is_not_waited_for(signed_in: FlaskClient, garden: Item) -> None:
    add_run(garden, state=DraftState.RUNNING)
    ended = {
        "job_type": "content-generation",
        "arguments": {"item_id": garden.id},
        "state": "dead",
        "error": "It broke.",
    }
    db.session.add(JobRequest(job_id="j", project_id=garden.project_id, **ended))
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}/draft").text

    assert "This run failed" in page
    assert "It broke." in page
    assert "every 1s" not in page


def test_a_proposal_is_rejected_and_restored(signed_in: FlaskClient, garden: Item) -> None:
    run = propose(garden, "Text, changed.\n")

    send(signed_in, f"/items/{garden.id}/draft/{run.id}/discard")
    page = signed_in.get(f"/items/{garden.id}/draft").text
    send(signed_in, f"/items/{garden.id}/draft/{run.id}/restore")

    assert "discarded this revision" in page
    assert rows(select(DraftRun.state)) == [DraftState.PROPOSED]


def test_a_waiting_job_is_cancelled(signed_in: FlaskClient, garden: Item) -> None:
    path = f"/items/{garden.id}/draft"
    send(signed_in, path)

    send(signed_in, f"{path}/cancel", job=row(select(JobRequest.job_id)))

    assert rows(select(JobRequest.state)) == ["cancelled"]
    assert "No draft yet" in signed_in.get(path).text


def test_the_page_of_a_foreign_run_is_not_found(signed_in: FlaskClient, garden: Item) -> None:
    assert signed_in.get(f"/items/{garden.id}/draft?run=99").status_code == 404
