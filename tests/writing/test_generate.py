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
from fsp.errors import PermanentFailure, RateLimited, ServiceUnavailable
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.durable_step import MAX_RESULT_BYTES
from fsp.jobs.run_context import Run, running
from fsp.metrics.platform_calls import platform_calls_read
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.project import Project
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops.reads import fetch
from fsp.settings import Settings
from fsp.stores import db
from fsp.writing import chat
from fsp.writing.generate import generate_draft
from tests.worker.claiming import claimed, end
from tests.worker.stepping import run_of


class Model(BaseHTTPRequestHandler):
    """Answers as such servers do; the class attributes say how."""

    status = 200
    text: str | None = "Written."
    body: bytes | None = None
    """The whole answer, in place of the one made of `text`."""
    headers_sent: dict[str, str] = {}
    seen: list[dict[str, object]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append(asked)
        choices = [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self.text}}]
        usage = {"prompt_tokens": 31, "completion_tokens": 1200, "total_tokens": 1231}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "choices": choices, "usage": usage}
        body = self.body or json.dumps(answer if self.status == 200 else {"error": {"message": "no"}}).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setattr(Model, "seen", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield settings.model_copy(
            update={"llm_base_url": f"http://127.0.0.1:{server.server_port}/v1", "llm_model": "m"}
        )
        server.shutdown()


@pytest.fixture
def item(core: Flask) -> Item:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    created = Item(
        project_id=project.id, slug="beans", title="Beans", brief="When to sow. How to stake them.", tags=["x"]
    )
    db.session.add(created)
    db.session.commit()
    return created


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
    own = add_current_revision(item, "Mine.", RevisionOrigin.PERSON)
    db.session.commit()

    generate_draft(item.id, settings=settings, job_id="j")

    db.session.refresh(item)
    assert item.current_revision_id == own.id


@pytest.mark.parametrize(("state", "takes_it"), [(ItemState.DRAFT, True), (ItemState.SCHEDULED, False)])
def test_a_scheduled_item_does_not_publish_a_draft_that_nobody_read(
    item: Item, settings: Settings, *, state: ItemState, takes_it: bool
) -> None:
    item.state = state
    db.session.commit()

    revision = generate_draft(item.id, settings=settings, job_id="j")

    db.session.refresh(item)
    assert item.current_revision_id == (revision.id if takes_it else None)


def test_a_model_is_asked_with_the_brief(item: Item, model: Settings) -> None:
    revision = generate_draft(item.id, settings=model, job_id="j")

    assert (revision.body, revision.author) == ("Written.\n", "m")
    assert "How to stake them" in json.dumps(Model.seen)


def test_a_models_answer_is_paid_once_when_the_database_takes_it_only_in_the_next_attempt(
    item: Item, model: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue(redis_client, "content-generation", {"item_id": item.id}, job_id="j")
    claim = claimed(redis_client)
    with monkeypatch.context() as away, run_of(redis_client, claim):
        away.setattr("fsp.writing.generate.add_draft_revision", refuse)
        with pytest.raises(OSError, match="disk"):
            generate_draft(item.id, settings=model, job_id="j")
    end(redis_client, claim, "release")

    with run_of(redis_client, claimed(redis_client)):
        revision = generate_draft(item.id, settings=model, job_id="j")

    assert (revision.body, revision.completion_tokens, len(Model.seen)) == ("Written.\n", 1200, 1)


def refuse(*_: object, **_options: object) -> None:
    raise OSError("the disk is full")


def test_a_draft_longer_than_a_step_keeps_is_stored(
    item: Item, model: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "text", "x" * MAX_RESULT_BYTES)
    enqueue(redis_client, "content-generation", {"item_id": item.id}, job_id="j")

    with run_of(redis_client, claimed(redis_client)):
        revision = generate_draft(item.id, settings=model, job_id="j")

    assert len(revision.body) == MAX_RESULT_BYTES + 1


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


@pytest.mark.parametrize(
    ("status", "error", "expected", "message"),
    [
        (400, {"code": "context_length_exceeded", "message": "4096 tokens"}, PermanentFailure, "Shorten the brief"),
        (413, {"message": "The prompt is too long"}, PermanentFailure, "larger context"),
        (400, {"message": "max_tokens must be 1 or more"}, PermanentFailure, r"\(max_tokens must be 1 or more\)"),
        (401, {"message": "Incorrect API key provided: sk-SECRET"}, PermanentFailure, "check FSP_LLM_BASE_URL"),
        (429, {"code": "insufficient_quota"}, PermanentFailure, "no quota left"),
        (429, "slow down", RateLimited, "429"),
        (503, None, ServiceUnavailable, "503"),
    ],
)
def test_an_error_of_the_server_says_what_to_do(
    item: Item,
    model: Settings,
    monkeypatch: pytest.MonkeyPatch,
    *,
    status: int,
    error: object,
    expected: type[Exception],
    message: str,
) -> None:
    monkeypatch.setattr(Model, "status", status)
    monkeypatch.setattr(Model, "body", json.dumps({"error": error}).encode())

    with pytest.raises(expected, match=message) as raised:
        generate_draft(item.id, settings=model, job_id="j")

    assert "SECRET" not in str(raised.value)


def test_the_wait_that_the_server_asks_for_is_kept(
    item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "status", 503)
    monkeypatch.setattr(Model, "headers_sent", {"Retry-After": "77"})

    with pytest.raises(ServiceUnavailable) as raised:
        generate_draft(item.id, settings=model, job_id="j")

    assert raised.value.retry_after_seconds == 77


def test_a_redirect_is_not_followed(item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "status", 307)
    monkeypatch.setattr(Model, "headers_sent", {"Location": f"{model.llm_base_url}/chat/completions"})

    with pytest.raises(PermanentFailure, match=r"redirect to 127\.0\.0\.1, which is not followed"):
        generate_draft(item.id, settings=model, job_id="j")

    assert len(Model.seen) == 1


def test_an_answer_without_end_is_given_up(item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat, "MAX_ANSWER_BYTES", 50)

    with pytest.raises(PermanentFailure, match=r"more than 50 bytes. Nothing was stored"):
        generate_draft(item.id, settings=model, job_id="j")

    assert db.session.scalar(select(func.count(Revision.id))) == 0


def test_an_answer_that_drips_ends_in_time(item: Item, model: Settings) -> None:
    times = iter(range(0, 1000, 500))
    server = replace(chat.ChatServer.of(model), monotonic=lambda: float(next(times)))

    with pytest.raises(ServiceUnavailable, match="took longer than 120 s"):
        server.ask([], utc_now())


@pytest.mark.parametrize("url", ["http://nowhere.invalid/v1", "http://169.254.169.254/v1", "http://u:p@127.0.0.1/v1"])
def test_a_server_that_cannot_be_reached_is_asked_again(item: Item, settings: Settings, url: str) -> None:
    lost = settings.model_copy(update={"llm_base_url": url, "llm_model": "m"})

    with pytest.raises(ServiceUnavailable, match="language model's server cannot be reached"):
        generate_draft(item.id, settings=lost, job_id="j")


@pytest.mark.parametrize("body", [b"<html>", b'"text"', b"[1]", b'{"choices": []}', b"[" * 100_000])
def test_an_answer_that_is_none_is_asked_for_again(
    item: Item, model: Settings, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(Model, "body", body)

    with pytest.raises(ServiceUnavailable, match=r"did not return|returned"):
        generate_draft(item.id, settings=model, job_id="j")


def test_the_tokens_are_kept_with_the_text(item: Item, model: Settings) -> None:
    revision = generate_draft(item.id, settings=model, job_id="j")

    assert (revision.prompt_tokens, revision.completion_tokens) == (31, 1200)


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

    (result,) = fetch(
        redis_client, platform_calls_read(now=utc_now() + timedelta(seconds=1), window=timedelta(minutes=15))
    )

    assert (result.platform, result.succeeded, result.failed) == ("language-model", 1, 1)
    assert result.failed_by == {"content-generation": 1}
