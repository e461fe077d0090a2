"""Limits that an operator set at run time instead of the one in the code. The claim script reads them with the gate."""

from dataclasses import dataclass

from fsp.errors import InvalidInput
from fsp.jobs.gate import MAX_SLOTS, is_keyed, name_of
from fsp.jobs.registry import gate_rules, get_job_type
from fsp.stored import read_or
from fsp.stored_type import EpochSeconds, StoredType


@dataclass(frozen=True)
class LimitOverride:
    """An overridden limit: its value, who set it, why and when."""

    limit: int
    by: str
    reason: str
    since: EpochSeconds

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_SLOTS:
            raise InvalidInput(f"A limit must be from 1 to {MAX_SLOTS}, got {self.limit}; to let none run, pause it.")


STORED_LIMIT = StoredType(LimitOverride)


def override_of(limits: dict[bytes, bytes], gate: str) -> LimitOverride | None:
    """Return the overridden limit of a gate from the complete hash."""
    line = limits.get(gate.encode())
    if line is None:
        return None
    return read_or(None, STORED_LIMIT.of_json, line)


def declared_limit(gate: str) -> int | None:
    """Return a gate's limit in the code; None for no limit. Raise UnknownJobType."""
    if not is_keyed(gate):
        return get_job_type(gate).concurrency
    rules = gate_rules().get(name_of(gate))
    return rules.limit if rules else None
