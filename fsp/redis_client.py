"""FSP's Redis client. A server that refuses commands because of its own state counts as down."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any

import hiredis
import redis
from redis.client import Pipeline
from redis.exceptions import ResponseError

from fsp.redis_faults import RedisRefused, own_words, refusal_code
from fsp.wrong_kinds import nothing_instead


class Packer:
    """Packs commands of texts, bytes and numbers. redis-py's packer inspects every argument, which takes time."""

    def pack(self, *arguments: Any) -> list[bytes]:
        """Return a command in wire format. The first argument may be a command of two words."""
        name, *rest = arguments
        try:
            return [hiredis.pack_command((*(name.encode() if isinstance(name, str) else name).split(), *rest))]
        except TypeError as error:
            raise redis.exceptions.DataError(str(error)) from error


_PACKER = Packer()


class FspPipeline(Pipeline):
    """A pipeline that raises RedisRefused when the server refuses."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """Return one response. Errors are translated here, so that the connection is closed and the command retried."""
        try:
            return super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            _raise_if_refused(error)
            raise

    def raise_first_error(self, commands: Any, response: Any) -> None:
        """Raise the first error in the responses. A read from a key of another kind is not an error."""
        for index, answer in enumerate(response):
            if isinstance(answer, ResponseError):
                with suppress(ResponseError):
                    response[index] = nothing_instead(answer, commands[index][0])
        try:
            super().raise_first_error(commands, response)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            _raise_if_refused(error)
            raise

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Send all commands. The connection's preceding ping may be refused too."""
        try:
            return super().execute(raise_on_error)
        except ResponseError as error:
            _raise_if_refused(error)
            raise


class FspRedis(redis.Redis):
    """A client that raises RedisRefused when the server refuses."""

    def parse_response(self, connection: Any, command_name: Any, **options: Any) -> Any:
        """Return one response. Errors are translated here, so that the connection is closed and the command retried."""
        try:
            return super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            _raise_if_refused(error)
            raise

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command. The connection's preceding ping may be refused too."""
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except ResponseError as error:
            _raise_if_refused(error)
            return nothing_instead(error, args)

    def evalsha(self, sha: str, numkeys: int, *keys_and_args: Any) -> Any:
        """Call a script. A client with one connection uses it directly, which takes half of redis-py's time."""
        connection = self.connection
        if connection is None:
            return super().evalsha(sha, numkeys, *keys_and_args)
        try:
            with self.single_connection_lock:
                command = connection.pack_command("EVALSHA", sha, numkeys, *keys_and_args)  # type: ignore[no-untyped-call]
                connection.send_packed_command(command)  # type: ignore[no-untyped-call]
                return connection.read_response()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, ResponseError) as error:
            if isinstance(error, ResponseError) and not refusal_code(error):
                raise
            # The usual way connects and tries again.
            connection.disconnect()  # type: ignore[no-untyped-call]
            return super().evalsha(sha, numkeys, *keys_and_args)

    def evalsha_many(self, sha: str, calls: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> list[Any]:
        """Call a script once for each (keys, arguments), in one round trip of a third of a pipeline's cost.

        An error stands where its answer would. After a lost connection all calls are sent again.
        """
        commands = [_PACKER.pack("EVALSHA", sha, len(keys), *keys, *arguments)[0] for keys, arguments in calls]
        connection = self.connection or self.connection_pool.get_connection()
        try:
            with self.single_connection_lock if self.connection else nullcontext():
                answers: list[Any] = connection.retry.call_with_retry(
                    partial(_answers, connection, commands),
                    lambda _error: connection.disconnect(),  # type: ignore[no-untyped-call]
                )
                return answers
        except BaseException:
            # What is not read yet would answer the next command.
            connection.disconnect()  # type: ignore[no-untyped-call]
            raise
        finally:
            if connection is not self.connection:
                self.connection_pool.release(connection)

    def pipeline(self, transaction: Any = True, shard_hint: Any = None) -> FspPipeline:
        """Return a pipeline of the same kind."""
        return FspPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


def _answers(connection: Any, commands: list[bytes]) -> list[Any]:
    """Send commands together; return their answers, and errors that are their own."""
    answers: list[Any] = []
    try:
        connection.send_packed_command([b"".join(commands)])
        while len(answers) < len(commands):
            try:
                answers.append(connection.read_response())
            except ResponseError as error:
                _raise_if_refused(error)
                answers.append(error)
    except ResponseError as error:
        _raise_if_refused(error)
        raise
    return answers


def _raise_if_refused(error: ResponseError) -> None:
    """Raise RedisRefused for a refusal; ignore all other errors."""
    code = refusal_code(error)
    if not code or isinstance(error, RedisRefused):
        return
    text = own_words(error)
    raise RedisRefused(text if text.startswith(code) else f"{code} {text}", status_code=code) from error


def client_of(connection: redis.Redis) -> FspRedis:
    """Return a client on the same connections that handles refusals like FSP's own."""
    return connection if isinstance(connection, FspRedis) else FspRedis(connection_pool=connection.connection_pool)
