"""Guessing is slowed down: by account and by address, over all web processes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from fsp.accounts.login_attempts import (
    MAX_CONFIRMATIONS,
    MAX_PER_ACCOUNT,
    MAX_PER_ADDRESS,
    WINDOW_SECONDS,
    confirmation_limits,
    note_failure,
    reserve_attempt,
    return_attempt,
    seconds_to_wait,
    sign_in_limits,
)
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings


def test_an_account_is_closed_after_ten_failures(redis_client: redis.Redis) -> None:
    for number in range(MAX_PER_ACCOUNT):
        assert seconds_to_wait(redis_client, account="ada", address="a") == 0
        note_failure(redis_client, account="ada", address=str(number))

    assert 0 < seconds_to_wait(redis_client, account="ada", address="b") <= WINDOW_SECONDS
    assert seconds_to_wait(redis_client, account="bob", address="b") == 0


def test_an_address_is_closed_after_fifty(redis_client: redis.Redis) -> None:
    for number in range(MAX_PER_ADDRESS):
        note_failure(redis_client, account=str(number), address="a")

    assert seconds_to_wait(redis_client, account="new", address="a") > 0


def test_every_count_has_an_end(redis_client: redis.Redis) -> None:
    note_failure(redis_client, account="ada", address="a")

    assert all(0 < int(redis_client.ttl(key)) <= WINDOW_SECONDS for key in redis_client.keys("*"))


def test_a_try_is_reserved_before_it_is_known_to_be_wrong(redis_client: redis.Redis) -> None:
    limits = sign_in_limits(account="ada", address="a")
    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(lambda _: reserve_attempt(redis_client, limits), range(60)))

    assert waits.count(0) == MAX_PER_ACCOUNT
    assert all(0 <= wait <= WINDOW_SECONDS for wait in waits)


def test_a_try_that_was_right_is_given_back(redis_client: redis.Redis) -> None:
    limits = sign_in_limits(account="ada", address="a")

    for _ in range(MAX_PER_ACCOUNT * 3):
        assert reserve_attempt(redis_client, limits) == 0
        return_attempt(redis_client, limits)

    assert seconds_to_wait(redis_client, account="ada", address="a") == 0


def test_a_refused_try_counts_for_nothing(redis_client: redis.Redis) -> None:
    for number in range(MAX_PER_ADDRESS * 2):
        reserve_attempt(redis_client, sign_in_limits(account="ada", address=f"b{number % 2}"))

    assert seconds_to_wait(redis_client, account="bob", address="b0") == 0


def test_confirmations_count_apart(redis_client: redis.Redis) -> None:
    for _ in range(MAX_PER_ACCOUNT):
        reserve_attempt(redis_client, sign_in_limits(account="ada", address="a"))

    assert [reserve_attempt(redis_client, confirmation_limits(1)) for _ in range(MAX_CONFIRMATIONS)] == [
        0
    ] * MAX_CONFIRMATIONS
    assert reserve_attempt(redis_client, confirmation_limits(1)) > 0
    assert reserve_attempt(redis_client, confirmation_limits(2)) == 0


def test_without_redis_each_process_counts_by_itself() -> None:
    away = connect_redis_briefly(Settings(redis_url="redis://127.0.0.1:1"), patience_seconds=1)
    limits = sign_in_limits(account="ada", address="a")

    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(lambda _: reserve_attempt(away, limits), range(30)))

    assert waits.count(0) == MAX_PER_ACCOUNT
    assert 0 < seconds_to_wait(away, account="ada", address="b") <= WINDOW_SECONDS
    return_attempt(away, limits)
    assert seconds_to_wait(away, account="ada", address="a") == 0
    note_failure(away, account="ada", address="a")
    assert seconds_to_wait(away, account="ada", address="a") > 0


@pytest.mark.parametrize("damage", ["abc", "", "-5x", "nan", "1e9", b"\xff", "9" * 40, []])
def test_a_damaged_counter_begins_again_and_still_counts(
    redis_client: redis.Redis, damage: str | bytes | list[str]
) -> None:
    limits = sign_in_limits(account="ada", address="a")
    for key, _ in limits:
        if isinstance(damage, list):
            redis_client.rpush(key, "of another kind")
        else:
            redis_client.set(key, damage)

    assert seconds_to_wait(redis_client, account="ada", address="a") == 0 or damage == "9" * 40
    waits = [reserve_attempt(redis_client, limits) for _ in range(MAX_PER_ACCOUNT + 1)]
    return_attempt(redis_client, limits)

    assert waits[:-1] == [0] * MAX_PER_ACCOUNT
    assert 0 < waits[-1] <= WINDOW_SECONDS
