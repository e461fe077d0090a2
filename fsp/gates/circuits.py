"""Circuits of gates: the one in the code, or an operator's numbers in its place."""

from dataclasses import dataclass, replace

from fsp.errors import InvalidInput
from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.gate import is_keyed, name_of, shown_gate
from fsp.jobs.registry import find_job_type, gate_rules
from fsp.stored_type import EpochSeconds, StoredType

MAX_FAILURES, MAX_OPEN_SECONDS = 1_000, 24 * 3600


@dataclass(frozen=True)
class CircuitOverride:
    """The numbers an operator set: it opens after `failures` in a row, and a probe follows after `open_seconds`."""

    failures: int
    open_seconds: int
    by: str
    reason: str
    since: EpochSeconds

    def __post_init__(self) -> None:
        if not 1 <= self.failures <= MAX_FAILURES:
            raise InvalidInput(f"A circuit opens after 1 to {MAX_FAILURES} failures in a row, got {self.failures}.")
        if not 1 <= self.open_seconds <= MAX_OPEN_SECONDS:
            raise InvalidInput(f"A circuit is open for 1 to {MAX_OPEN_SECONDS} seconds, got {self.open_seconds}.")


STORED_CIRCUIT = StoredType(CircuitOverride)


def declared_circuit(gate: str) -> Circuit | None:
    """Return a gate's circuit in the code; None if it has none."""
    if is_keyed(gate):
        rules = gate_rules().get(name_of(gate))
        return rules.circuit if rules else None
    job_type = find_job_type(gate)
    return job_type.circuit if job_type else DEFAULT_CIRCUIT


def effective_circuit(gate: str, override: CircuitOverride | None) -> Circuit | None:
    """Return the circuit of a gate with what an operator set."""
    circuit = declared_circuit(gate)
    if circuit is None or override is None:
        return circuit
    return replace(circuit, failures=override.failures, open_seconds=override.open_seconds, first_open_seconds=None)


def circuit_in_words(circuit: Circuit | None) -> str:
    """Return when a circuit opens and for how long, such as `opens after 5 failures in a row, for 60 s`."""
    if circuit is None:
        return "none"
    failures = f"{circuit.failures} failure{'s' if circuit.failures != 1 else ''}"
    first = f"{circuit.first_open_seconds} s, later up to " if circuit.first_open_seconds else ""
    return f"opens after {failures} in a row, for {first}{circuit.open_seconds} s"


def refuse_without_circuit(gate: str) -> None:
    """Raise InvalidInput for a gate that has no circuit in the code: workers would not report to it."""
    if declared_circuit(gate) is None:
        raise InvalidInput(f"The gate {shown_gate(gate)} has no circuit breaker.")
