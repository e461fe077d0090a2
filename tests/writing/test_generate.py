"""Drafts: from the outline, and from a server that speaks the OpenAI API."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.content.revisions import add_current_revision
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.extensions import db
from fsp.jobs.run_context import Run, running
from fsp.metrics.platform_calls import read_platform_calls
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.writing.generate import generate_draft


class Model(BaseHTTPRequestHandler):
    """Answers as such servers do; the class attributes say how."""

    status = 200
    text: str | None = "Written."
    seen: list[dict[str, object]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append(asked)
        choices = [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self.text}}]
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}
        body = json.dumps(answer if self.status == 200 else {"error": {"message": "no"}}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setattr(Model, "seen", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield replace(settings, llm_base_url=f"http://127.0.0.1:{server.server_port}/v1", llm_model="m")
        server.shutdown()


@pytest.fixture
def item(core: Flask) -> Item:
    project = Project(slug="garden", title="Garden", platforms=["site"])
    db.session.add(project)
    db.session.flush()
    made = Item(project_id=project.id, slug="beans", title="Beans", brief="When to sow. How to stake them.", tags=["x"])
    db.session.add(made)
    db.session.commit()
    return made


def test_the_outline_has_a_section_for_each_point(item: Item, settings: Settings) -> None:
    body = generate_draft(item.id, settings=settings, job_id="j").body

    assert "## When to sow\n" in body
    assert "## How to stake them\n" in body


def test_a_job_run_twice_leaves_one_draft(item: Item, settings: Settings) -> None:
    first = generate_draft(item.id, settings=settings, job_id="j")
    second = generate_draft(item.id, settings=settings, job_id="j")

    assert first.id == second.id
    assert db.session.scalar(select(func.count(Revision.id))) == 1


def test_a_draft_never_takes_the_place_of_what_a_person_wrote(item: Item, settings: Settings) -> None:
    mine = add_current_revision(item, "Mine.", RevisionOrigin.PERSON)
    db.session.commit()

    generate_draft(item.id, settings=settings, job_id="j")

    db.session.refresh(item)
    assert item.current_revision_id == mine.id


def test_a_model_is_asked_with_the_brief(item: Item, model: Settings) -> None:
    revision = generate_draft(item.id, settings=model, job_id="j")

    assert (revision.body, revision.author) == ("Written.\n", "m")
    assert "How to stake them" in json.dumps(Model.seen)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, PermanentFailure), (404, PermanentFailure), (429, ServiceUnavailable), (500, ServiceUnavailable)],
)
def test_a_refusal_is_permanent_and_an_overload_is_not(
    item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch, status: int, expected: type[Exception]
) -> None:
    monkeypatch.setattr(Model, "status", status)

    with pytest.raises(expected, match=str(status)):
        generate_draft(item.id, settings=model, job_id="j")


@pytest.mark.parametrize("text", ["", "   ", None])
def test_an_empty_answer_is_asked_for_again(
    item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.setattr(Model, "text", text)

    with pytest.raises(ServiceUnavailable, match="empty"):
        generate_draft(item.id, settings=model, job_id="j")


def test_calls_to_the_model_are_told_of_as_a_platform(item: Item, model: Settings, redis_client: redis.Redis) -> None:
    generate_draft(item.id, settings=model, job_id="a")
    with pytest.MonkeyPatch.context() as patch, running(Run("b", "content-generation")):
        patch.setattr(Model, "status", 503)
        with pytest.raises(ServiceUnavailable):
            generate_draft(item.id, settings=model, job_id="b")

    (found,) = read_platform_calls(redis_client, now=utc_now() + timedelta(seconds=1), window=timedelta(minutes=15))

    assert (found.platform, found.succeeded, found.failed) == ("language-model", 1, 1)
    assert found.failed_by == {"content-generation": 1}
