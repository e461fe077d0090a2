"""The silence of the scheduler, counted also where none ever ticked."""

from datetime import timedelta

import redis

from fsp.clock import utc_now
from fsp.health.work import read_work
from fsp.redis_ops import process_keys
from fsp.schedules.scheduler_silence import SchedulerSilence, read_silence


def test_the_last_tick_begins_it(redis_client: redis.Redis) -> None:
    now = utc_now()
    redis_client.set(process_keys.heartbeat("scheduler"), (now - timedelta(seconds=40)).timestamp())

    assert read_silence(redis_client, now) == SchedulerSilence(40.0, has_ticked=True)


def test_where_none_ever_ticked_the_first_question_begins_it(redis_client: redis.Redis) -> None:
    now = utc_now()
    read_silence(redis_client, now)

    later = read_silence(redis_client, now + timedelta(seconds=90))

    assert later == SchedulerSilence(90.0, has_ticked=False)


def test_a_scheduler_that_never_came_is_as_bad_as_one_that_died(redis_client: redis.Redis) -> None:
    now = utc_now()
    assert read_work(redis_client, now)["scheduler"].status == "degraded"

    assert read_work(redis_client, now + timedelta(seconds=301))["scheduler"].status == "unhealthy"
