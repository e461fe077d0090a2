"""What is asked: any answer counts, also a bad one; silence does not."""

import socket
from collections.abc import Iterator

import pytest
import redis

from fsp.cli.up import questions
from fsp.cli.up.questions import redis_answers, web_answers
from fsp.settings import Settings
from tests.away import redis_away
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


@pytest.fixture
def silent_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(questions, "PATIENCE_SECONDS", 0.1)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_page_that_says_anything_answers(receiver: Receiver, settings: Settings, host: str) -> None:
    port = int(receiver.url.rsplit(":", 1)[1].partition("/")[0])

    assert web_answers(settings.model_copy(update={"host": host, "port": port}))


def test_a_page_that_takes_the_connection_and_says_nothing_does_not(settings: Settings, silent_port: int) -> None:
    assert not web_answers(settings.model_copy(update={"port": silent_port}))


def test_redis_answers(redis_client: redis.Redis) -> None:
    assert redis_answers(redis_client)


def test_an_error_is_an_answer(redis_client: redis.Redis) -> None:
    redis_client.acl_setuser("mute", enabled=True, nopass=True, commands=["-@all"])
    options = redis_client.connection_pool.connection_kwargs
    with redis.Redis(unix_socket_path=options["path"], username="mute", password="x") as refused:
        assert redis_answers(refused)
    redis_client.acl_deluser("mute")


def test_a_redis_that_is_away_does_not_answer() -> None:
    assert not redis_answers(redis_away())
