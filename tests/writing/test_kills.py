"""A worker that is killed at every point of a run: what the model completed is never paid twice."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import redis
from flask import Flask
from sqlalchemy import event, select

from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.one_job import read_job
from fsp.jobs.run_context import find_run
from fsp.models.draft_run import DraftRun, DraftState
from fsp.models.item import Item
from fsp.models.model_request import ModelRequest, RequestPhase
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker
from fsp.writing import chat, partial_text
from fsp.writing.prices import INSTALLATION
from fsp.writing.spending import charged_in
from testbed.chat_server import ChatBed, Reply

OUTLINE = "## Sowing\n- when\n\n## Staking\n- how\n"


def die_in_first_attempt() -> None:
    """Kill this process as the kernel would, unless the job was started again."""
    run = find_run()
    if run is not None and run.attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def work(core: Flask, model: Settings, server: ChatBed, redis_client: redis.Redis) -> Callable[[], None]:
    """Return a function that works until nothing more may run."""

    def burst() -> None:
        db.session.remove()
        db.engine.dispose()
        worker = FspWorker(["high", "medium", "low"], connection=redis_client, settings=model)
        worker.work(burst=True, logging_level="ERROR")

    return burst


def outcome(redis_client: redis.Redis, server: ChatBed) -> str:
    """Return how the job ended, after checking what holds however it ended."""
    db.session.expire_all()
    rows = list(db.session.scalars(select(ModelRequest).order_by(ModelRequest.id)))
    completed = Counter(row.step for row in rows if row.phase == RequestPhase.COMPLETED)
    assert set(completed.values()) <= {1}
    assert len(server.seen) <= len(rows)
    assert not [row for row in rows if row.phase == RequestPhase.IN_FLIGHT]
    if rows:
        assert charged_in(INSTALLATION, rows[0].month) == sum(row.charged for row in rows)
    status = str(read_job(redis_client, "j").status)
    if status == "finished":
        assert len(server.seen) == 2
        assert db.session.scalars(select(DraftRun.state)).all() == [DraftState.ACCEPTED]
    else:
        unknown = [row for row in rows if row.phase == RequestPhase.UNKNOWN]
        assert [(row.charged, bool(row.error)) for row in unknown] == [(unknown[0].reserved, True)]
        assert "not sent again" in (db.session.scalar(select(DraftRun.problem)) or "")
    return status


def test_a_worker_killed_at_any_statement_pays_nothing_twice(
    item: Item, work: Callable[[], None], server: ChatBed, redis_client: redis.Redis
) -> None:
    ended: Counter[str] = Counter()
    count = Counter({"at": 0})
    point = Counter({"at": 0})

    def crash(*_: Any) -> None:
        run = find_run()
        if run is not None and run.job_type == "content-generation":
            count["at"] += 1
            if count["at"] == point["at"]:
                die_in_first_attempt()

    db.session.commit()
    item_id = item.id
    engine = db.engine
    event.listen(type(engine), "before_cursor_execute", crash)
    try:
        # Every third statement: the points between are alike, and each costs a worker.
        for point["at"] in range(1, 40, 3):
            reset(item_id, server, redis_client)
            enqueue(redis_client, "content-generation", {"item_id": item_id}, job_id="j")
            work()
            ended[outcome(redis_client, server)] += 1
    finally:
        event.remove(type(engine), "before_cursor_execute", crash)

    assert ended["finished"] > 5
    assert ended["failed"] > 0


def reset(item_id: int, server: ChatBed, redis_client: redis.Redis) -> None:
    """Begin again with the post as it was."""
    redis_client.flushall()
    db.session.get_one(Item, item_id).current_revision_id = None
    db.session.commit()
    for table in ("draft_runs", "model_requests", "model_spending", "revisions", "job_requests"):
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()
    server.seen.clear()
    server.replies = [Reply(OUTLINE), Reply("Written.")]


def test_a_worker_killed_while_the_text_streams_leaves_the_request_unknown(
    item: Item,
    work: Callable[[], None],
    server: ChatBed,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.replies = [Reply(OUTLINE), Reply("Half of it", parts=1, ending="hang")]
    write = partial_text.PartialText.write

    def write_and_die(self: partial_text.PartialText, text: str) -> None:
        write(self, text)
        if self.step == "draft":
            die_in_first_attempt()

    monkeypatch.setattr(partial_text.PartialText, "write", write_and_die)
    enqueue(redis_client, "content-generation", {"item_id": item.id}, job_id="j")

    work()

    assert outcome(redis_client, server) == "failed"
    unknown = db.session.scalars(select(ModelRequest).where(ModelRequest.phase == RequestPhase.UNKNOWN)).one()
    assert (unknown.step, unknown.text) == ("draft", "Half of it")


def test_a_model_of_your_own_is_asked_again_after_a_kill(
    core: Flask,
    item: Item,
    model: Settings,
    server: ChatBed,
    redis_client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.replies = [Reply(OUTLINE), Reply("Written.")]
    ask = chat.ChatServer.ask

    def answer_and_die(self: chat.ChatServer, *arguments: Any, **more: Any) -> Any:
        answer = ask(self, *arguments, **more)
        die_in_first_attempt()
        return answer

    monkeypatch.setattr(chat.ChatServer, "ask", answer_and_die)
    enqueue(redis_client, "content-generation", {"item_id": item.id}, job_id="j")
    free = model.model_copy(update={"llm_prices": "m=0/0"})

    FspWorker(["high", "medium", "low"], connection=redis_client, settings=free).work(burst=True)

    assert read_job(redis_client, "j").status == "finished"
    assert [row.phase for row in db.session.scalars(select(ModelRequest).order_by(ModelRequest.id))] == [
        RequestPhase.UNKNOWN,
        RequestPhase.COMPLETED,
        RequestPhase.COMPLETED,
    ]
