"""A circuit that is not closed: jobs of its type may not start."""

from fsp.conditions.failed_jobs import failed_jobs_url
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import CircuitFacts, Reading


def _find(reading: Reading) -> list[Problem]:
    return [
        Problem(
            kind=OPEN.name,
            subject=circuit.job_type,
            weight=Weight.SERIOUS,
            what=f"The circuit of {circuit.job_type} is {circuit.state}",
            since=circuit.opened_at,
            cause=_cause(circuit),
            action=Action("See what failed", failed_jobs_url(circuit.job_type, circuit.newest_error)),
            jobs_hit=circuit.waiting,
            reach=Reach.TYPE,
        )
        for circuit in reading.circuits or ()
    ]


def _cause(circuit: CircuitFacts) -> str:
    why = circuit.why or "its jobs failed"
    return f"{why}; the newest: {circuit.newest_error:.160}" if circuit.newest_error else why


OPEN = Kind(
    name="circuit-open",
    meaning="Jobs of one type failed so often in a row that no more may start; a probe is tried every minute.",
    first_look="The newest error of the type says what broke; the circuit closes by itself once a probe succeeds.",
    find=_find,
    rule="CircuitOpen",
)
