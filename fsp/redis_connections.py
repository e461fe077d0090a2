"""Connects to Redis as configured: to the given server, or to the bundled Valkey's Unix socket."""

from typing import Any
from urllib.parse import quote

import redis
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry

from fsp import paths
from fsp.redis_client import FspRedis, Packer
from fsp.settings import Settings


def connect_redis(settings: Settings) -> redis.Redis:
    """Return a client of the configured Redis, else of the bundled Valkey. It connects on first use."""
    return _redis_client(settings)


def connect_redis_now(settings: Settings) -> redis.Redis:
    """Return a client with one open connection. A call costs a third less than with a pool.

    Not for code that an exception may interrupt between a command and its response, such as a job. The next command
    would read the previous response.
    """
    return _redis_client(settings, single_connection_client=True, command_packer=Packer())


def connect_redis_briefly(settings: Settings, *, patience_seconds: float) -> redis.Redis:
    """Return a client with this time limit for connections and responses, and no retries. It connects on first use."""
    return _redis_client(
        settings,
        socket_timeout=patience_seconds,
        socket_connect_timeout=patience_seconds,
        retry=Retry(NoBackoff(), 0),
    )


def connect_redis_through(pool: type[redis.ConnectionPool], settings: Settings, **client_options: Any) -> redis.Redis:
    """Return a client whose connections come from this kind of pool. It connects on first use."""
    options = _redis_options(**client_options)
    if settings.redis_url:
        return FspRedis(connection_pool=pool.from_url(settings.redis_url, **options))
    options |= {"connection_class": redis.UnixDomainSocketConnection, "path": str(paths.valkey_socket(settings))}
    return FspRedis(connection_pool=pool(**options))


def brief_retry(**options: Any) -> Retry:
    """Return a policy of three attempts within half a second: enough for a restarted connection, not for a missing
    server.
    """
    return Retry(ExponentialBackoff(cap=0.2, base=0.02), 3, **options)


def _redis_options(**client_options: Any) -> dict[str, Any]:
    options: dict[str, Any] = {"socket_timeout": 10, "socket_connect_timeout": 3, "health_check_interval": 30}
    return options | {"retry": brief_retry()} | client_options


def _redis_client(settings: Settings, **client_options: Any) -> redis.Redis:
    options = _redis_options(**client_options)
    if settings.redis_url:
        return FspRedis.from_url(settings.redis_url, **options)
    options.pop("health_check_interval")
    # Connect by URL like any other client: the parameters of a client do not cover all options of its connections.
    return FspRedis.from_url(f"unix://{quote(str(paths.valkey_socket(settings)))}", **options)
