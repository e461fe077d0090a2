"""Checks once before a process starts whether REDIS_URL names a Redis that FSP can ever use."""

import ssl

import redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from fsp.errors import SettingsError
from fsp.redis_connections import connect_redis_briefly
from fsp.redis_faults import cause_of, refusal_code
from fsp.settings import Settings

PATIENCE_SECONDS = 3.0


def check_redis_is_usable(settings: Settings) -> None:
    """Raise SettingsError for what waiting cannot fix: a wrong password or database, an unknown CA, a Cluster.

    A Redis that is down, or refuses writes for now, is waited for instead.
    """
    if settings.redis_url is None:
        return
    connection = connect_redis_briefly(settings, patience_seconds=PATIENCE_SECONDS)
    try:
        check_connection_is_usable(connection)
    finally:
        connection.close()


def check_connection_is_usable(connection: redis.Redis) -> None:
    """Raise SettingsError like check_redis_is_usable, for an existing connection."""
    try:
        connection.ping()
        server = connection.info("cluster")
    except RedisError as error:
        if _is_permanent(error):
            raise SettingsError(f"REDIS_URL cannot be used: {cause_of(error)}.{_advice(error)}") from error
        return
    if server.get("cluster_enabled"):
        raise SettingsError(
            "REDIS_URL names a Redis Cluster. FSP needs a single Redis or Valkey, with replicas if you like."
        )


def _is_permanent(error: RedisError) -> bool:
    if isinstance(error, AuthenticationError) or _tls_fault(error):
        return True
    return isinstance(error, ResponseError) and not refusal_code(error)


def _tls_fault(error: BaseException) -> str:
    """Return OpenSSL's reason if it refused the connection."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return cause.reason or "TLS"
        cause = cause.__cause__ or cause.__context__
    return ""


def _advice(error: RedisError) -> str:
    reason = _tls_fault(error)
    if "CERTIFICATE" in reason:
        return " Add the CA's certificate: rediss://…?ssl_ca_certs=/path/to/ca.pem."
    return " It does not speak TLS there; use redis:// instead of rediss://." if reason else ""
