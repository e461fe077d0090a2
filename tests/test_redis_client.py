"""A server that refuses counts as one that is down, whichever way it is asked."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import redis
from redis.connection import HiredisRespSerializer
from redis.exceptions import ResponseError
from rq.defaults import RQ_KEY_PREFIX

from fsp.redis_client import FspRedis, Packer, client_of
from fsp.redis_connections import brief_retry
from fsp.redis_faults import RedisRefused, refusal_code
from fsp.redis_ops.scripts import call_many, script
from tests.refusing import CODES, refusing


def _set_in_pipeline(client: redis.Redis, *, transaction: bool = True) -> object:
    pipeline = client.pipeline(transaction=transaction)
    pipeline.set("key", 1)
    return pipeline.execute()


def _script_in_transaction(client: redis.Redis) -> None:
    pipeline = client.pipeline()
    script("writable")(args=[RQ_KEY_PREFIX], client=pipeline)
    pipeline.execute()


WAYS: tuple[Callable[[redis.Redis], object], ...] = (
    lambda client: client.set("key", 1),
    _set_in_pipeline,
    partial(_set_in_pipeline, transaction=False),
    lambda client: script("writable")(args=[RQ_KEY_PREFIX], client=client),
    _script_in_transaction,
    lambda client: call_many("writable", [([], [RQ_KEY_PREFIX])] * 2, client=client),
)


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_is_a_connection_error_with_its_code(redis_client: redis.Redis, code: str) -> None:
    client = client_of(redis_client)

    with refusing(redis_client, code):
        for way in WAYS:
            with pytest.raises(RedisRefused) as refused:
                way(client)
            assert refusal_code(refused.value) == code

    assert [bool(way(client) or True) for way in WAYS] == [True] * len(WAYS)


def test_it_reconnects_after_a_refusal_so_that_a_new_primary_is_reached(redis_client: redis.Redis) -> None:
    client = FspRedis(connection_pool=redis_client.connection_pool)
    before = client.client_id()

    with refusing(redis_client, "READONLY"), pytest.raises(RedisRefused):
        client.set("key", 1)

    assert client.client_id() != before


def test_an_error_in_what_was_asked_stays_one(redis_client: redis.Redis) -> None:
    client = client_of(redis_client)
    client.set("text", 1)

    with pytest.raises(redis.ResponseError) as wrong:
        client.lpush("text", 1)

    assert not isinstance(wrong.value, redis.ConnectionError)


def test_a_refused_ping_of_the_connection_is_translated_too(redis_client: redis.Redis) -> None:
    path = redis_client.connection_pool.connection_kwargs["path"]

    with refusing(redis_client, "MISCONF"):
        client = FspRedis(unix_socket_path=path, health_check_interval=30)
        with pytest.raises(RedisRefused):
            client.get("key")


def test_commands_are_written_as_by_the_library_itself() -> None:
    arguments: tuple[Any, ...] = ("CLIENT SETINFO", "é", b"\xff", 1, 1.5)

    assert Packer().pack(*arguments) == HiredisRespSerializer().pack(*arguments)
    with pytest.raises(redis.exceptions.DataError):
        Packer().pack("SET", "a", None)


@pytest.fixture
def single(redis_client: redis.Redis) -> Iterator[FspRedis]:
    """Return a client with one connection, as workers finish and claim with."""
    client = FspRedis(connection_pool=redis_client.connection_pool, single_connection_client=True)
    yield client
    client.close()


def _echo(client: redis.Redis, text: str) -> object:
    return client.register_script("return ARGV[1]")(args=[text])


def test_a_script_that_is_not_loaded_is_loaded(redis_client: redis.Redis, single: FspRedis) -> None:
    assert _echo(single, "first") == b"first"
    redis_client.script_flush()
    assert _echo(single, "again") == b"again"


def test_a_script_is_called_again_after_a_lost_connection(redis_client: redis.Redis, single: FspRedis) -> None:
    _echo(single, "load")
    redis_client.client_kill_filter(_id=str(single.client_id()), skipme=False)

    assert _echo(single, "again") == b"again"


def test_an_error_of_a_script_is_raised_and_the_next_answer_is_its_own(single: FspRedis) -> None:
    with pytest.raises(ResponseError, match="no such luck"):
        single.register_script("return redis.error_reply('ERR no such luck')")()

    assert _echo(single, "next") == b"next"


@pytest.mark.parametrize("code", CODES)
def test_a_refused_script_on_one_connection_is_a_connection_error(
    redis_client: redis.Redis, single: FspRedis, code: str
) -> None:
    with refusing(redis_client, code), pytest.raises(RedisRefused) as refused:
        script("writable")(args=[RQ_KEY_PREFIX], client=single)

    assert refusal_code(refused.value) == code


ECHO = "return ARGV[1] == 'wrong' and redis.error_reply('ERR no such luck') or ARGV[1]"


@pytest.fixture(params=["pool", "single"])
def any_client(request: pytest.FixtureRequest, redis_client: redis.Redis, single: FspRedis) -> FspRedis:
    return single if request.param == "single" else client_of(redis_client)


def _echo_many(client: FspRedis, *texts: str) -> list[Any]:
    return client.evalsha_many(client.register_script(ECHO).sha, [([], [text]) for text in texts])


def test_an_error_of_one_of_many_calls_stands_in_its_place(any_client: FspRedis) -> None:
    any_client.script_load(ECHO)

    first, second, third = _echo_many(any_client, "one", "wrong", "two")

    assert (first, third) == (b"one", b"two")
    assert "no such luck" in str(second)
    assert _echo_many(any_client, "next") == [b"next"]


def test_many_calls_are_sent_again_after_a_lost_connection(redis_client: redis.Redis, any_client: FspRedis) -> None:
    any_client.script_load(ECHO)
    if any_client.connection:
        any_client.connection.retry = brief_retry()
    redis_client.client_kill_filter(_id=str(any_client.client_id()), skipme=False)

    assert _echo_many(any_client, "one", "two") == [b"one", b"two"]


def test_calls_that_end_early_leave_no_answers_for_the_next_command(
    any_client: FspRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    any_client.script_load(ECHO)
    with monkeypatch.context() as patch:
        patch.setattr(redis.connection.AbstractConnection, "read_response", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            _echo_many(any_client, "one", "two")

    assert _echo_many(any_client, "next") == [b"next"]


def _interrupted(*_: object, **_options: object) -> object:
    raise KeyboardInterrupt


def test_a_script_that_is_not_loaded_is_loaded_for_many_calls(redis_client: redis.Redis) -> None:
    redis_client.script_flush()

    assert len(call_many("writable", [([], [RQ_KEY_PREFIX])] * 3, client=redis_client)) == 3


def test_the_first_error_of_many_calls_is_raised(redis_client: redis.Redis) -> None:
    with pytest.raises(ResponseError, match="pairs of fields"):
        call_many("enqueue", [(["job", "queue", "due", "queues"], [""] * 8)] * 2, client=redis_client)
