"""What an action has done, and the button that undoes it: sent as the page shows it, each takes its action back."""

import re
from datetime import timedelta
from html import unescape

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from fsp.clock import utc_now
from fsp.gates.gate import read_gates
from fsp.gates.pauses import read_queue_pauses
from fsp.models.account import Account
from fsp.models.item import Item
from fsp.schedules.pauses import read_schedule_pauses
from fsp.stores import db
from fsp.web.toasts import minutes_left
from tests.web.forms import SAME_ORIGIN, csrf_of
from tests.web.rows import row


def act(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    data = {"csrf_token": csrf_of(client, "/jobs"), **fields}
    answer = client.post(path, data=data, headers=SAME_ORIGIN)
    assert answer.status_code == 303, answer.text
    return answer


def undo(client: FlaskClient, answer: TestResponse) -> str:
    """Send the form of the toast that the next page shows; return its words."""
    page = client.get(answer.location).text
    toast = page.partition('class="notice toast"')[2].partition("data-dismiss")[0]
    action = re.search(r'<form method="post" action="([^"]+)"', toast)
    assert action is not None, toast
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', toast))
    act(client, unescape(action[1]), **{name: unescape(value) for name, value in fields.items()})
    return re.sub(r"<[^>]+>", "", toast)


def test_a_pause_is_undone_and_so_is_its_end(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    words = undo(signed_in, act(signed_in, "/queues/low/pause", reason="disk", minutes="90"))
    assert "The queue low is paused" in words
    assert read_queue_pauses(redis_client, utc_now()) == {}

    act(signed_in, "/queues/low/pause", reason="disk", minutes="90")
    undo(signed_in, act(signed_in, "/queues/low/resume"))
    pause = read_queue_pauses(redis_client, utc_now())["low"]
    assert pause.reason == "disk"
    assert pause.until is not None
    assert timedelta(minutes=88) < pause.until - utc_now() <= timedelta(minutes=90)


def test_a_pause_that_somebody_ended_meanwhile_is_not_undone(signed_in: FlaskClient) -> None:
    paused = act(signed_in, "/job-types/export-data/pause", reason="deploy")
    page = signed_in.get(paused.location).text
    seen = re.search(r'action="/job-types/export-data/resume">.*?name="seen" value="(\w+)"', page, re.DOTALL)
    act(signed_in, "/job-types/export-data/resume")
    assert seen is not None

    fields = {"csrf_token": csrf_of(signed_in, "/jobs"), "seen": seen[1]}
    late = signed_in.post("/job-types/export-data/resume", data=fields, headers=SAME_ORIGIN)

    assert late.status_code == 409


def test_a_job_type_a_limit_and_a_schedule_are_as_before(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    limits = [gate.slots for gate in read_gates(redis_client, utc_now())]
    for path, fields in (
        ("/job-types/export-data/pause", {"reason": "deploy"}),
        ("/job-types/export-data/limit", {"limit": "9", "reason": "load"}),
        ("/schedules/clean-up/pause", {"reason": "disk"}),
    ):
        undo(signed_in, act(signed_in, path, **fields))

    gates = read_gates(redis_client, utc_now())
    assert [gate.slots for gate in gates] == limits
    assert not any(gate.pause or gate.override for gate in gates)
    assert read_schedule_pauses(utc_now()) == {}

    act(signed_in, "/schedules/clean-up/pause", reason="disk")
    undo(signed_in, act(signed_in, "/schedules/clean-up/resume"))
    assert read_schedule_pauses(utc_now())["clean-up"].reason == "disk"


def test_a_limit_that_replaced_another_leads_back_to_it(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    act(signed_in, "/job-types/export-data/limit", limit="7", reason="load")
    for path, fields in (
        ("/job-types/export-data/limit", {"limit": "9"}),
        ("/job-types/export-data/reset-limit", {}),
    ):
        undo(signed_in, act(signed_in, path, **fields))
        override = next(gate for gate in read_gates(redis_client, utc_now()) if gate.job_type == "export-data").override
        assert override is not None
        assert (override.limit, override.reason) == (7, "load")


def test_a_silence_ends_and_comes_back(signed_in: FlaskClient) -> None:
    assert "silenced" in undo(
        signed_in, act(signed_in, "/alerts/silences", target="QueueBacklog", reason="known", minutes="60")
    )
    assert "End silence" not in signed_in.get("/alerts/silences").text

    act(signed_in, "/alerts/silences", target="QueueBacklog", reason="known", minutes="60")
    undo(signed_in, act(signed_in, "/alerts/silences/2/end"))
    assert signed_in.get("/alerts/silences").text.count("QueueBacklog") >= 3


def test_an_account_is_enabled_again(signed_in: FlaskClient) -> None:
    db.session.add(Account(name="ben", role="viewer"))
    db.session.commit()
    account_id = row(select(Account.id).where(Account.name == "ben"))

    undo(signed_in, act(signed_in, f"/settings/accounts/{account_id}/disable"))

    assert row(select(Account.disabled_at).where(Account.name == "ben")) is None


def test_a_post_is_scheduled_unscheduled_deleted_and_restored(signed_in: FlaskClient, garden: Item) -> None:
    def now() -> Item:
        item: Item = row(select(Item).where(Item.id == garden.id))
        return item

    path = f"/items/{garden.id}"
    undo(signed_in, act(signed_in, f"{path}/schedule", publish_at="2040-01-01T10:00"))
    assert (now().state, now().publish_at) == ("draft", None)

    act(signed_in, f"{path}/schedule", publish_at="2040-01-01T10:00")
    undo(signed_in, act(signed_in, f"{path}/schedule", publish_at="2041-01-01T10:00"))
    undo(signed_in, act(signed_in, f"{path}/unschedule"))
    moment = now().publish_at
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == "2040-01-01 10:00"

    undo(signed_in, act(signed_in, f"{path}/delete"))
    assert now().deleted_at is None


def test_a_message_without_undo_is_shown_too(signed_in: FlaskClient, garden: Item) -> None:
    answer = act(signed_in, f"/items/{garden.id}/slug", slug="peas")

    page = signed_in.get(answer.location).text

    assert "URL changed." in page
    assert ">Undo<" not in page


@pytest.mark.parametrize(("seconds", "minutes"), [(None, None), (5, 1), (3600, 60)])
def test_a_pause_lasts_at_least_a_minute(seconds: int | None, minutes: int | None) -> None:
    now = utc_now()
    until = now + timedelta(seconds=seconds) if seconds is not None else None

    assert minutes_left(until, now) == minutes
