"""Two people at once on job types, queues and workers: the second is told who was first, and nothing is done."""

import re
import threading

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.errors import Changed
from fsp.gates.controls import pause_type
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.drains import drain_worker, is_asked_to_leave
from fsp.redis_ops import gate_keys
from fsp.stores import db
from fsp.web.etags import gate_of, only_if_unchanged, pause_mark
from tests.inspection.reports import tell
from tests.redis_fields import HashFields
from tests.web.forms import SAME_ORIGIN, send


def form_of(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that a page has for an action."""
    match = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
    assert match is not None, f"there is no form for {action}"
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', match[1]))


def on_two_screens(client: FlaskClient, page: str, action: str, **fields: str) -> tuple[int, int, str]:
    """Send the form of one page twice, as two people do who both have it open; return both codes and what is said."""
    hidden = form_of(client.get(page).text, action)
    headers = SAME_ORIGIN | {"Referer": f"http://localhost{page}"}
    first = client.post(action, data=hidden | fields, headers=headers)
    second = client.post(action, data=hidden | fields, headers=headers)
    return first.status_code, second.status_code, second.text


@pytest.mark.parametrize(
    ("page", "action", "said"),
    [
        ("/job-types/export-data", "/job-types/export-data/pause", "Already paused by admin at"),
        ("/job-types", "/queues/low/pause", "Already paused by admin at"),
        ("/job-types/export-data", "/job-types/export-data/limit", "by admin at"),
    ],
)
def test_the_second_of_two_is_told_who_was_first(
    signed_in: FlaskClient, redis_client: redis.Redis, page: str, action: str, said: str
) -> None:
    first, second, reported = on_two_screens(signed_in, page, action, limit="7", reason="mine")

    assert (first, second) == (303, 409)
    assert said in reported
    assert "No action was taken" in reported


def test_resuming_what_was_paused_anew_is_refused(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/job-types/export-data/pause", reason="mine")
    send(signed_in, "/queues/low/pause", reason="mine")
    page = signed_in.get("/job-types").text
    for action in ("/job-types/export-data", "/queues/low"):
        send(signed_in, f"{action}/resume")
        send(signed_in, f"{action}/pause", reason="another")

    codes = [
        signed_in.post(f"{action}/resume", data=form_of(page, f"{action}/resume"), headers=SAME_ORIGIN).status_code
        for action in ("/job-types/export-data", "/queues/low")
    ]

    assert codes == [409, 409]
    assert gate_of("export-data").pause is not None
    assert list(read_queue_pauses(redis_client, utc_now())) == ["low"]


def test_a_circuit_that_opened_anew_is_not_closed_by_an_old_page(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    now_ms = int(utc_now().timestamp() * 1000)
    opened: HashFields = {
        "circuit": "open",
        "open_until": now_ms + 60_000,
        "why": "5 failures",
        "opened_at": now_ms - 1000,
    }
    redis_client.hset(gate_keys.gate("export-data"), mapping=opened)
    page = signed_in.get("/job-types").text
    redis_client.hset(gate_keys.gate("export-data"), "opened_at", now_ms)
    action = "/job-types/export-data/close-circuit"

    answer = signed_in.post(action, data=form_of(page, action), headers=SAME_ORIGIN)

    assert answer.status_code == 409
    assert {gate.job_type: gate.circuit for gate in read_gates(redis_client, utc_now())}["export-data"] == "open"


def test_the_stalled_queue_of_the_first_screen_is_resumed_by_one_alone(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    send(signed_in, "/queues/low/pause", reason="mine")
    mark = pause_mark(read_queue_pauses(redis_client, utc_now())["low"])
    send(signed_in, "/queues/low/resume")

    answer = send(signed_in, "/queues/low/resume", seen=mark)

    assert answer.status_code == 409
    assert "Already resumed by admin at" in answer.text


def test_a_worker_is_drained_by_one_of_two(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now())
    question = re.search(r'href="(/confirm/[^"]+)"', signed_in.get("/workers").text)
    assert question is not None
    form = form_of(signed_in.get(question[1]).text, "/workers/one/drain")
    drain_worker(redis_client, "one", by="ada", now=utc_now())

    answer = signed_in.post("/workers/one/drain", data=form, headers=SAME_ORIGIN)
    without_a_mark = send(signed_in, "/workers/one/drain")

    assert (answer.status_code, without_a_mark.status_code) == (409, 303)
    assert is_asked_to_leave(redis_client, "one")


def test_of_many_at_once_exactly_one_changes_it(app: Flask, redis_client: redis.Redis) -> None:
    mark, ready, done = pause_mark(gate_of("export-data").pause), threading.Barrier(6), []

    def pause(number: int) -> None:
        with app.test_request_context("/", method="POST", data={"seen": mark}):
            ready.wait(30)
            try:
                with only_if_unchanged("job type export-data", lambda: pause_mark(gate_of("export-data").pause)):
                    pause_type(redis_client, "export-data", Pause(f"person {number}", "", utc_now(), None))
                    done.append(number)
            except Changed:
                pass
            db.session.remove()

    threads = [threading.Thread(target=pause, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(done) == 1
