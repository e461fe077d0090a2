"""Counts what a block of code asks of its stores: round trips to Redis, their commands, and SQL statements."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import redis
from redis.client import Pipeline
from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Reads:
    """What was asked, in any thread. One command outside a pipeline is one round trip, and so is a whole pipeline."""

    round_trips: list[str] = field(default_factory=list)
    """The first command of each, or the name and length of a pipeline."""
    commands: int = 0
    statements: list[str] = field(default_factory=list)


@contextmanager
def counted_reads() -> Iterator[Reads]:
    """Count within the block, for all clients of Redis and all engines of this process."""
    reads = Reads()
    send, send_pipeline = redis.Redis.execute_command, Pipeline.execute

    def execute_command(client: redis.Redis, *arguments: Any, **options: Any) -> Any:
        reads.round_trips.append(" ".join(str(part) for part in arguments[:2]))
        reads.commands += 1
        return send(client, *arguments, **options)

    def execute(pipeline: Pipeline, *arguments: Any, **options: Any) -> Any:
        if length := len(pipeline.command_stack):
            reads.round_trips.append(f"pipeline of {length}")
            reads.commands += length
        return send_pipeline(pipeline, *arguments, **options)

    def note_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        reads.statements.append(statement)

    with ExitStack() as stack:
        stack.enter_context(patch.object(redis.Redis, "execute_command", execute_command))
        stack.enter_context(patch.object(Pipeline, "execute", execute))
        event.listen(Engine, "before_cursor_execute", note_statement)
        stack.callback(event.remove, Engine, "before_cursor_execute", note_statement)
        yield reads
