"""The liveness queries of `fsp up` to the processes it started."""

import http.client

from redis import Redis
from redis.exceptions import ConnectionError, RedisError, TimeoutError  # noqa: A004

from fsp.redis_faults import refusal_code
from fsp.settings import Settings

PATIENCE_SECONDS = 5.0


def web_answers(settings: Settings) -> bool:
    """Return whether a web process responds at all. The health status in its response does not matter here."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/api/health/live")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def redis_answers(connection: Redis) -> bool:
    """Return whether Redis responds. An error, or that it is still loading its file, also counts as a response."""
    try:
        connection.ping()
    except RedisError as error:
        is_silent = isinstance(error, ConnectionError | TimeoutError) and not refusal_code(error)
        return not is_silent
    return True
