"""Connecting to Redis: at once or when first needed, by an address or by the bundled Valkey's socket."""

from pathlib import Path

import pytest
import redis

from fsp import paths
from fsp.redis_connections import connect_redis, connect_redis_briefly, connect_redis_now, connect_redis_through
from fsp.settings import Settings


def test_a_connection_made_now_tells_at_once_that_redis_is_away() -> None:
    with pytest.raises(redis.exceptions.ConnectionError):
        connect_redis_now(Settings(redis_url="redis://127.0.0.1:1"))


@pytest.mark.parametrize("name", ["var", "a folder", "50%20?db=9#x"])
def test_the_bundled_valkey_is_reached_by_its_socket_whatever_its_folder_is_called(
    tmp_path: Path, valkey_url: str, name: str
) -> None:
    settings = Settings(data_dir=tmp_path / name)
    socket = paths.valkey_socket(settings)
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.unlink(missing_ok=True)
    socket.symlink_to(valkey_url.removeprefix("unix://"))

    for connection in (
        *(connect_redis(settings), connect_redis_now(settings)),
        *(connect_redis_briefly(settings, patience_seconds=5), connect_redis_through(redis.ConnectionPool, settings)),
    ):
        with connection:
            assert connection.ping()


def test_redis_is_not_asked_before_it_is_needed() -> None:
    connect_redis(Settings(redis_url="redis://127.0.0.1:1")).close()
