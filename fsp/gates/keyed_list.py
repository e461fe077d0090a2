"""Lists the keyed gates that matter now, or those that a person searches for."""

from datetime import datetime
from itertools import islice
from typing import Any, cast

import redis

from fsp.gates.keyed import KeyedGate, keyed_gate_read
from fsp.jobs.gate import is_keyed, shown_gate
from fsp.redis_ops import gate_keys
from fsp.redis_ops.reads import fetch, gathered
from fsp.stored import text_of

MAX_LISTED = 200
MAX_SEARCHED = 20_000
"""How many gates of the last week a search reads."""


def read_keyed_gates(connection: redis.Redis, now: datetime, *, search: str = "") -> list[KeyedGate]:
    """Return at most 200 keyed gates; `search` is a part of their names.

    First the gates with a pause or limit set by an operator, then those at which jobs wait, then the last used ones.
    """
    ids = [gate for gate in _current_ids(connection) if search in shown_gate(gate)]
    if search and len(ids) < MAX_LISTED:
        ids += [gate for gate in _searched(connection, search) if gate not in set(ids)]
    gates: tuple[KeyedGate, ...] = fetch(
        connection, gathered([keyed_gate_read(gate, now) for gate in ids[:MAX_LISTED]])
    )
    return list(gates)


def _current_ids(connection: redis.Redis) -> list[str]:
    """Return the gates that an operator changed, those at which jobs wait, and the last used ones; each once."""
    pipeline = connection.pipeline(transaction=False)
    pipeline.hkeys(gate_keys.PAUSES)
    pipeline.hkeys(gate_keys.LIMITS)
    pipeline.hkeys(gate_keys.RATES)
    pipeline.hkeys(gate_keys.CIRCUITS)
    pipeline.zrange(gate_keys.GATES_DUE, 0, MAX_LISTED - 1)
    pipeline.zrevrange(gate_keys.KEYED_GATES, 0, MAX_LISTED - 1)
    pauses, limits, rates, circuits, due, passed = pipeline.execute()
    paused = [text_of(name).removeprefix("gate:") for name in pauses]
    names = dict.fromkeys([*paused, *(text_of(gate) for gate in (*limits, *rates, *circuits, *due, *passed))])
    return [gate for gate in names if is_keyed(gate)]


def _searched(connection: redis.Redis, search: str) -> list[str]:
    pairs = cast(Any, connection.zscan_iter(gate_keys.KEYED_GATES, count=1000))
    names = (text_of(gate) for gate, _ in islice(pairs, MAX_SEARCHED))
    return [gate for gate in names if search in shown_gate(gate)]
