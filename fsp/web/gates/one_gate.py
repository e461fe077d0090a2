"""One gate of the API: read, answered with its ETag, and changed only by who saw its state."""

from contextlib import AbstractContextManager

from flask import Response

from fsp.clock import utc_now
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.gates.named import gate_named
from fsp.jobs.rate import Rate
from fsp.stores import current_redis
from fsp.web.etags import gate_mark, only_if_unchanged
from fsp.web.gates.schemas import KeyedGateShape
from fsp.web.openapi import answer, tagged


def rate_words(rate: Rate | None) -> str:
    """Return a rate in words."""
    return rate.in_words if rate else "none"


def read_gate(name: str) -> KeyedGate:
    """Return the gate with this name; raise UnknownName."""
    return read_keyed_gate(current_redis(), gate_named(name), utc_now())


def answer_gate(name: str) -> Response:
    """Return the gate for a program, with its ETag."""
    gate = read_gate(name)
    return tagged(answer(KeyedGateShape.of(gate)), gate_mark(gate))


def unchanged(name: str) -> AbstractContextManager[None]:
    """Serialise changes of the gate; raise Changed if it differs from what the program saw."""
    return only_if_unchanged(f"gate {name}", lambda: gate_mark(read_gate(name)))
