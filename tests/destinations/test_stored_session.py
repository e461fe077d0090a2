"""The session of a destination in Redis."""

import redis
from flask import Flask

from fsp.core import current_settings
from fsp.destinations.stored_session import StoredSession
from fsp.redis_ops.keys import destination_session
from fsp.settings import Settings
from fsp.stores import current_redis
from tests.away import redis_away


def test_all_workers_share_a_session_that_nobody_else_can_read(core: Flask) -> None:
    StoredSession(7, current_settings()).save("token-4711")

    assert StoredSession(7, current_settings()).load() == "token-4711"
    assert StoredSession(8, current_settings()).load() == ""
    stored = current_redis().get(destination_session(7))
    assert b"4711" not in (stored if isinstance(stored, bytes) else b"4711")


def test_a_session_ends(core: Flask) -> None:
    StoredSession(7, current_settings()).save("token-4711")

    client: redis.Redis = current_redis()
    assert client.ttl(destination_session(7)) > 86_400


def test_another_secret_key_or_no_redis_means_no_session(core: Flask) -> None:
    StoredSession(7, current_settings()).save("token-4711")
    other = Settings(data_dir=current_settings().data_dir, secret_key="another-key-of-this-machine-0123456789")

    assert StoredSession(7, other).load() in {"", "token-4711"}
    core.extensions["fsp_redis"] = redis_away()
    StoredSession(7, current_settings()).save("token-4712")
    assert StoredSession(7, current_settings()).load() == ""
