"""A real Valkey that answers and takes no writes, in each of the ways it can."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from testbed.processes import until

CODES = ("READONLY", "OOM", "NOREPLICAS", "NOPERM", "MISCONF")


@contextmanager
def refusing(client: redis.Redis, code: str) -> Iterator[None]:
    """Let the server of this client refuse writes with this code until the end of the block."""
    begin, end = {
        "READONLY": (_become_replica, _become_primary),
        "OOM": (lambda server: server.config_set("maxmemory", 1), lambda server: server.config_set("maxmemory", 0)),
        "NOREPLICAS": (_ask_for_replicas, lambda server: server.config_set("min-replicas-to-write", 0)),
        "NOPERM": (_forbid_streams, lambda server: server.execute_command("ACL", "SETUSER", "default", "+@all")),
        "MISCONF": (_fail_to_save, _save_nothing),
    }[code]
    begin(client)
    try:
        yield
    finally:
        end(client)


def _become_replica(server: redis.Redis) -> None:
    server.execute_command("REPLICAOF", "127.0.0.1", "1")


def _become_primary(server: redis.Redis) -> None:
    server.execute_command("REPLICAOF", "NO", "ONE")


def _ask_for_replicas(server: redis.Redis) -> None:
    server.config_set("min-replicas-to-write", 1)


def _forbid_streams(server: redis.Redis) -> None:
    server.execute_command("ACL", "SETUSER", "default", "-xadd", "-set")


def _dump(server: redis.Redis) -> Path:
    folder = server.config_get("dir")["dir"]
    assert folder is not None
    return Path(folder) / "dump.rdb"


def _fail_to_save(server: redis.Redis) -> None:
    # A folder in place of the file: also root cannot write there.
    _dump(server).mkdir()
    server.config_set("save", "3600 1000000")
    server.bgsave()
    until(lambda: server.info()["rdb_last_bgsave_status"] == "err", seconds=20, what="saving fails")


def _save_nothing(server: redis.Redis) -> None:
    server.config_set("save", "")
    _dump(server).rmdir()
    server.bgsave()
    until(lambda: server.info()["rdb_last_bgsave_status"] == "ok", seconds=20, what="saving works")
    _dump(server).unlink()
