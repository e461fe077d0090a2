"""Keyed gates as a job type declares them: limits, rates and circuits, one gate for each value of an argument."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, unquote

from fsp.errors import InvalidArguments, UnknownName
from fsp.jobs.circuit import Circuit
from fsp.jobs.rate import MAX_UNITS, Rate

MAX_SLOTS = 1000
MAX_KEY_BYTES = 100

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_MARK = "|"
"""The first character of a keyed gate's id in Redis: no job type has it in its name."""


@dataclass(frozen=True, kw_only=True)
class GateRules:
    """The rules of a gate, each optional. An operator can change the limit of each key.

    At most `limit` of its jobs run at once, and at most `rate.units` pass in any window. With a `circuit`, failures
    stop only the jobs of this key.
    """

    limit: int | None = None
    rate: Rate | None = None
    circuit: Circuit | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and not 1 <= self.limit <= MAX_SLOTS:
            raise ValueError(f"a gate's limit must be from 1 to {MAX_SLOTS}, got {self.limit}")


@dataclass(frozen=True)
class Gate(GateRules):
    """One gate for each value of an argument: `Gate("destination", limit=2)` makes `destination:12` and others.

    The key is the value of `argument`; by default the argument has the name of the gate. A job whose value is None has
    no such gate. Job types that declare a gate of the same name share the gate and its rules.
    """

    name: str
    argument: str = ""
    units: str | Callable[..., int] = ""
    """How many units of the rate a job uses: the name of an argument or a function of them. The default is 1."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not _NAME.fullmatch(self.name) or self.name == "type":
            raise ValueError(
                "a gate's name takes up to 40 lowercase letters, digits, - and _, a letter first, and is not type, "
                f"got {self.name!r}"
            )

    @property
    def argument_name(self) -> str:
        """Return the argument whose value is the key."""
        return self.argument or self.name

    @property
    def rules(self) -> GateRules:
        """Return its rules without its name."""
        return GateRules(limit=self.limit, rate=self.rate, circuit=self.circuit)

    def units_in(self, arguments: dict[str, Any]) -> int:
        """Return how many units a job with these arguments uses; raise InvalidArguments unless it is 1 or more."""
        if not self.units:
            return 1
        units = arguments.get(self.units) if isinstance(self.units, str) else self.units(**arguments)
        if type(units) is not int or not 1 <= units <= MAX_UNITS:
            raise InvalidArguments(f"The units of the gate {self.name} are a whole number from 1, got {units!r:.100}.")
        return units


def gate_ids(gates: tuple[Gate, ...], arguments: dict[str, Any]) -> list[str]:
    """Return the ids of the keyed gates of a job with these arguments."""
    values = ((gate.name, arguments.get(gate.argument_name)) for gate in gates)
    return [gate_id(name, _text(value)) for name, value in values if value is not None]


def units_field(gates: tuple[Gate, ...], arguments: dict[str, Any]) -> str:
    """Return the units of a job at its keyed gates, in their order, such as `5|1`; empty where all are 1."""
    units = [gate.units_in(arguments) for gate in gates if arguments.get(gate.argument_name) is not None]
    return _MARK.join(map(str, units)) if any(count != 1 for count in units) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def gate_id(name: str, key: str) -> str:
    """Return the id of a keyed gate in Redis: `|destination:12`. The end of a long key is replaced by a digest."""
    quoted = "".join(char if char.isprintable() and char not in "|%" else quote(char, safe="") for char in key)
    if len(quoted.encode()) > MAX_KEY_BYTES:
        digest = sha256(key.encode()).hexdigest()[:16]
        quoted = f"{quoted.encode()[:80].decode(errors='ignore')}~{digest}"
    return f"{_MARK}{name}:{quoted}"


def is_keyed(gate: str) -> bool:
    """Return whether this is the id of a keyed gate and not a job type."""
    return gate.startswith(_MARK)


def name_of(gate: str) -> str:
    """Return the name of a keyed gate, `destination` of `|destination:12`."""
    return gate.removeprefix(_MARK).partition(":")[0]


def shown_gate(gate: str) -> str:
    """Return a gate for display: `destination:12`, or `type:<job type>`."""
    if not is_keyed(gate):
        return f"type:{gate}"
    name, _, key = gate.removeprefix(_MARK).partition(":")
    return f"{name}:{unquote(key)}"


def parsed_gate(text: str) -> str:
    """Return the id of a gate from its displayed name; raise UnknownName for an invalid one."""
    name, colon, key = text.partition(":")
    if not colon or not key:
        raise UnknownName(f'A gate is named such as destination:12 or type:export-data, got "{text:.100}".', text)
    return key if name == "type" else gate_id(name, key)


def keyed_gates_in(field: str) -> list[str]:
    """Return the ids in a job's `fsp_gates`."""
    return [f"{_MARK}{part}" for part in field.split(_MARK) if part]
