"""What `fsp up` asks the processes it started, to hear whether they answer."""

import http.client

from redis import Redis
from redis.exceptions import ConnectionError, RedisError, TimeoutError  # noqa: A004

from fsp.redis_faults import refusal_code
from fsp.settings import Settings

PATIENCE_SECONDS = 5.0


def web_answers(settings: Settings) -> bool:
    """Return whether a web process answers at all; what it says of FSP's health is no matter of its own."""
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
    """Return whether Redis says anything; an error is an answer, and so is that it still reads its file."""
    try:
        connection.ping()
    except RedisError as error:
        is_silent = isinstance(error, ConnectionError | TimeoutError) and not refusal_code(error)
        return not is_silent
    return True
