"""Reads the circuit of a gate from its hash."""

from datetime import datetime

from fsp.stored_hash import Fields

CIRCUITS = ("closed", "half-open", "open")


def read_circuit(fields: Fields, now: datetime) -> tuple[str, datetime | None]:
    """Return whether a gate's circuit is closed, half-open or open, and until when it is open."""
    open_until = fields.milliseconds("open_until")
    circuit = (fields.text("circuit") or "closed").replace("_", "-")
    # As in lua/claim.lua: an open circuit without a readable end is probed.
    if circuit not in CIRCUITS or (circuit == "open" and (open_until is None or open_until <= now)):
        circuit = "half-open"
    return circuit, open_until if circuit == "open" else None
