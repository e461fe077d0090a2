"""What reaches out is held, and released: a restored copy publishes nothing and notifies nobody meanwhile."""

import random
from datetime import UTC, datetime

import pytest
import redis
from flask import Flask

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.deliver import DeliveryReport, deliver_due
from fsp.alerts.heartbeat import send_heartbeat
from fsp.errors import Conflict
from fsp.gates.controls import pause_type
from fsp.gates.gate import read_gates
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue
from fsp.schedules.catalogue import SCHEDULES
from fsp.schedules.hold import hold, is_held, release
from fsp.schedules.pauses import pause_schedule, read_schedule_pauses
from fsp.settings import Settings

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
INSIDE = {"export-data", "generate-report", "bulk-action", "clean-up", "reconcile-requests"}
OUTSIDE = {"item-scheduled-publish", "project-scheduled-publish", "content-generation", "deliver-notices"}


def paused_types(connection: redis.Redis) -> set[str]:
    return {gate.job_type for gate in read_gates(connection, NOW) if gate.pause is not None}


def test_schedules_and_whatever_reaches_out_are_held_and_go_on_after_release(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    catalogue.load(settings)
    for _ in range(2):
        hold(redis_client, settings, NOW)
    during = is_held(settings), paused_types(redis_client), set(read_schedule_pauses(NOW))

    release(redis_client, settings, NOW)

    assert during[0]
    assert during[1] >= OUTSIDE
    assert not INSIDE & during[1]
    assert during[2] == {schedule.name for schedule in SCHEDULES}
    assert (is_held(settings), paused_types(redis_client), read_schedule_pauses(NOW)) == (False, set(), {})


def test_what_somebody_paused_before_stays_paused(core: Flask, settings: Settings, redis_client: redis.Redis) -> None:
    catalogue.load(settings)
    by_ada = Pause("ada", "holiday", NOW)
    pause_type(redis_client, "item-scheduled-publish", by_ada)
    pause_schedule(SCHEDULES[0].name, by_ada)

    hold(redis_client, settings, NOW)
    release(redis_client, settings, NOW)

    assert paused_types(redis_client) == {"item-scheduled-publish"}
    assert read_schedule_pauses(NOW) == {SCHEDULES[0].name: by_ada}


def test_no_notice_and_no_heartbeat_leaves_meanwhile(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    hold(redis_client, settings, NOW)

    report = deliver_due([], DeliveryContext(lambda: NOW, random.random, ""))

    assert report == DeliveryReport(0, 0, 0)
    assert not send_heartbeat(settings.model_copy(update={"heartbeat_url": "http://127.0.0.1:1/"}))


def test_nothing_to_release_is_a_conflict(core: Flask, settings: Settings, redis_client: redis.Redis) -> None:
    with pytest.raises(Conflict, match="Nothing is held"):
        release(redis_client, settings, NOW)
