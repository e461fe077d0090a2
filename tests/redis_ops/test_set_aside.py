"""Rows set aside: counted, named and kept; a fault of the whole store is none of one row."""

import json
from dataclasses import dataclass

import pytest
import redis
from sqlalchemy.exc import DataError, OperationalError

from fsp.redis_ops import event_keys, metric_keys
from fsp.redis_ops.set_aside import MAX_NAMES, SetAside, is_of_all, result_of


def test_a_row_is_counted_named_and_kept(redis_client: redis.Redis) -> None:
    aside = SetAside(redis_client, "history")

    said = aside.add("job-1", ValueError("no"), {"a": 1})
    aside.add("job-1", ValueError("no"), stored_error=said)

    assert (aside.count, aside.names) == (2, ["job-1: ValueError: no"] * 2)
    assert redis_client.hget(metric_keys.COUNTERS, "set-aside:history") == b"1"
    line = redis_client.lindex(event_keys.SET_ASIDE, 0)
    assert line is not None
    document = json.loads(line)
    assert {name: document[name] for name in ("kind", "name", "error", "row")} == {
        "kind": "history",
        "name": "job-1",
        "error": "ValueError: no",
        "row": {"a": 1},
    }


def test_all_are_counted_and_the_first_named(redis_client: redis.Redis) -> None:
    aside = SetAside(redis_client, "history")

    for number in range(MAX_NAMES + 2):
        aside.add(str(number), ValueError())

    assert (aside.count, len(aside.names)) == (MAX_NAMES + 2, MAX_NAMES)


def test_the_values_of_a_statement_are_not_told(redis_client: redis.Redis) -> None:
    aside = SetAside(redis_client, "history")

    aside.add("x", DataError("INSERT", {"token": "hunter2"}, ValueError("too long")))

    assert aside.names == ["x: DataError: too long"]


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (redis.exceptions.ConnectionError(), True),
        (redis.exceptions.ReadOnlyError("READONLY"), True),
        (redis.exceptions.ResponseError("MISCONF Redis is configured to save"), True),
        (redis.exceptions.ResponseError("WRONGTYPE Operation against a key"), False),
        (OperationalError("", {}, ValueError()), True),
        (DataError("", {}, ValueError()), False),
        (DataError("", {}, ValueError(), connection_invalidated=True), True),
        (OSError(28, "No space left on device"), True),
        (OSError(2, "No such file"), False),
        (ValueError(), False),
    ],
)
def test_a_fault_of_the_store_is_none_of_one_row(error: Exception, is_so: bool) -> None:
    assert is_of_all(error) is is_so


def test_a_fault_of_the_store_stops_the_loop(redis_client: redis.Redis) -> None:
    with pytest.raises(redis.exceptions.ConnectionError):
        SetAside(redis_client, "history").add("x", redis.exceptions.ConnectionError())


def test_a_result_tells_what_was_set_aside_where_there_is_any() -> None:
    @dataclass(frozen=True)
    class Report:
        done: int
        set_aside: int = 0
        named: tuple[str, ...] = ()

    assert result_of(Report(1)) == {"done": 1}
    assert result_of(Report(1, 1, ("x: no",))) == {"done": 1, "set_aside": 1, "named": ("x: no",)}
