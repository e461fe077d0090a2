"""Parses the name of a gate: `destination:12` or `type:export-data`."""

from fsp.errors import UnknownName
from fsp.jobs.gate import is_keyed, parsed_gate
from fsp.jobs.registry import find_job_type


def gate_named(text: str) -> str:
    """Return the id of the gate with this name; raise UnknownName if there is none."""
    gate = parsed_gate(text)
    if not is_keyed(gate) and find_job_type(gate) is None:
        raise UnknownName(f'There is no job type "{gate:.100}".', text)
    return gate
