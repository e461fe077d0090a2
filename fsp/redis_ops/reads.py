"""Reads from Redis in few round trips: reads are values, and all reads of a batch are sent together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, overload

import redis
from redis.client import Pipeline

Value = TypeVar("Value")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@dataclass(frozen=True)
class Read(Generic[Value]):
    """Commands for Redis, and the value of their responses, or the next read if they determine it.

    It is sent once.
    """

    ask: Callable[[Pipeline], object]
    """Add the commands to a pipeline."""
    value_of: Callable[[list[Any]], "Value | Read[Value]"]


class Pending(Generic[Value]):
    """A read in a batch. It has its value after the batch was sent."""

    def __init__(self, state: Value | Read[Value]) -> None:
        self.state = state
        """The value, or what is still to be read for it."""

    @property
    def value(self) -> Value:
        """Return the value."""
        assert not isinstance(self.state, Read)  # noqa: S101  (the batch was sent)
        return self.state

    @property
    def is_open(self) -> bool:
        """Return whether further commands are needed."""
        return isinstance(self.state, Read)

    def ask(self, pipeline: Pipeline) -> int:
        """Add the next commands to a pipeline; return how many."""
        before = len(pipeline)
        if isinstance(self.state, Read):
            self.state.ask(pipeline)
        return len(pipeline) - before

    def answer(self, answers: list[Any]) -> None:
        """Process the responses to the last commands."""
        if isinstance(self.state, Read):
            self.state = self.state.value_of(answers)


class Batch:
    """Reads that share one round trip, and one more for each further stage."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection
        self._pending: list[Pending[Any]] = []

    def add(self, read: Read[Value]) -> Pending[Value]:
        """Add a read."""
        self._pending.append(Pending(read))
        return self._pending[-1]

    def send(self) -> None:
        """Send all added reads; raise the errors of a Redis that is down."""
        while any(pending.is_open for pending in self._pending):
            pipeline = self._connection.pipeline(transaction=False)
            lengths = [pending.ask(pipeline) for pending in self._pending]
            _hand_out(pipeline.execute(), lengths, self._pending)


def fetch(connection: redis.Redis, read: Read[Value]) -> Value:
    """Return the value of one read; raise the errors of a Redis that is down."""
    batch = Batch(connection)
    pending = batch.add(read)
    batch.send()
    return pending.value


def then(first: Read[A], follow: Callable[[A], Read[B]]) -> Read[B]:
    """Return a read that depends on the value of another one."""

    def value_of(answers: list[Any]) -> B | Read[B]:
        value = first.value_of(answers)
        return then(value, follow) if isinstance(value, Read) else follow(value)

    return Read(first.ask, value_of)


def known(value: Value) -> Read[Value]:
    """Return a read without commands, whose value is already known."""
    return Read(lambda _pipeline: None, lambda _answers: value)


def gathered(parts: Iterable[Read[A]]) -> Read[tuple[A, ...]]:
    """Return any number of reads of one kind as one."""
    return _joined(lambda *values: values, list(parts))


@overload
def joined(join: Callable[[A], Value], first: Read[A], /) -> Read[Value]: ...


@overload
def joined(join: Callable[[A, B], Value], first: Read[A], second: Read[B], /) -> Read[Value]: ...


@overload
def joined(join: Callable[[A, B, C], Value], first: Read[A], second: Read[B], third: Read[C], /) -> Read[Value]: ...


def joined(join: Callable[..., Value], *parts: Read[Any]) -> Read[Value]:
    """Return several reads as one, whose value combines theirs."""
    return _joined(join, parts)


def _joined(join: Callable[..., Value], states: Iterable[Any]) -> Read[Value]:
    parts = [Pending(state) for state in states]
    lengths: list[int] = []

    def ask(pipeline: Pipeline) -> None:
        lengths.extend(part.ask(pipeline) for part in parts)

    def value_of(answers: list[Any]) -> Value | Read[Value]:
        _hand_out(answers, lengths, parts)
        if any(part.is_open for part in parts):
            return _joined(join, [part.state for part in parts])
        return join(*(part.value for part in parts))

    return Read(ask, value_of)


def _hand_out(answers: list[Any], lengths: list[int], parts: list[Pending[Any]]) -> None:
    """Give each part its share of the responses."""
    rest: Iterator[Any] = iter(answers)
    for part, length in zip(parts, lengths, strict=True):
        part.answer(list(islice(rest, length)))
