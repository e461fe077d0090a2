"""FSP's Redis client: a server that refuses because of its own state counts as one that is down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.client import Pipeline
from redis.exceptions import ResponseError

from fsp.redis_faults import RedisRefused, own_words, refusal_code


@contextmanager
def _refusals() -> Iterator[None]:
    """Raise RedisRefused for a refusal."""
    try:
        yield
    except ResponseError as error:
        code = refusal_code(error)
        if not code or isinstance(error, RedisRefused):
            raise
        text = own_words(error)
        said = text if text.startswith(code) else f"{code} {text}"
        raise RedisRefused(said, status_code=code) from error


class FspPipeline(Pipeline):
    """A pipeline that raises RedisRefused for a refusal."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """Return one answer; its error is translated here, so that the connection is closed and it is tried again."""
        with _refusals():
            return super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]

    def raise_first_error(self, commands: Any, response: Any) -> None:
        """Raise the first error among the answers of a transaction."""
        with _refusals():
            super().raise_first_error(commands, response)  # type: ignore[no-untyped-call]

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send everything; the connection's own ping, sent before, may be refused too."""
        with _refusals():
            return super().execute(raise_on_error)


class FspRedis(redis.Redis):
    """A client that raises RedisRefused for a refusal."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """Return one answer; its error is translated here, so that the connection is closed and it is tried again."""
        with _refusals():
            return super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command; the connection's own ping, sent before, may be refused too."""
        with _refusals():
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]

    def pipeline(self, transaction: Any = True, shard_hint: Any = None) -> FspPipeline:
        """Return a pipeline of the same kind."""
        return FspPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


def client_of(connection: redis.Redis) -> redis.Redis:
    """Return a client over the same connections that treats refusals as FSP does."""
    return connection if isinstance(connection, FspRedis) else FspRedis(connection_pool=connection.connection_pool)
