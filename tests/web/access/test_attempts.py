"""Guessing is slowed down: by account and by address, over all web processes."""

import redis

from fsp.extensions import connect_redis
from fsp.settings import Settings
from fsp.web.access.attempts import MOST_PER_ACCOUNT, MOST_PER_ADDRESS, WINDOW_SECONDS, note_failure, seconds_to_wait


def test_an_account_is_closed_after_ten_failures(redis_client: redis.Redis) -> None:
    for number in range(MOST_PER_ACCOUNT):
        assert seconds_to_wait(redis_client, account="ada", address="a") == 0
        note_failure(redis_client, account="ada", address=str(number))

    assert 0 < seconds_to_wait(redis_client, account="ada", address="b") <= WINDOW_SECONDS
    assert seconds_to_wait(redis_client, account="bob", address="b") == 0


def test_an_address_is_closed_after_fifty(redis_client: redis.Redis) -> None:
    for number in range(MOST_PER_ADDRESS):
        note_failure(redis_client, account=str(number), address="a")

    assert seconds_to_wait(redis_client, account="new", address="a") > 0


def test_every_count_has_an_end(redis_client: redis.Redis) -> None:
    note_failure(redis_client, account="ada", address="a")

    assert all(0 < int(redis_client.ttl(key)) <= WINDOW_SECONDS for key in redis_client.keys("*"))


def test_without_redis_nobody_is_kept_out() -> None:
    away = connect_redis(Settings(redis_url="redis://127.0.0.1:1"))

    note_failure(away, account="ada", address="a")

    assert seconds_to_wait(away, account="ada", address="a") == 0
