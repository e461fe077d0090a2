"""Rates of gates: the one in the code or an operator's, and how much of it is used now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.clock import from_epoch
from fsp.errors import InvalidInput
from fsp.jobs.gate import is_keyed, name_of
from fsp.jobs.rate import Rate, rate_of
from fsp.jobs.registry import gate_rules, get_job_type
from fsp.stored import number_of, object_of, read_or
from fsp.stored_type import EpochSeconds, StoredType


@dataclass(frozen=True)
class RateOverride:
    """A rate an operator set in place of the one in the code: who set it, why and since when."""

    rate: Rate
    by: str
    reason: str
    since: EpochSeconds


STORED_RATE = StoredType(RateOverride)


@dataclass(frozen=True)
class RateUse:
    """A rate, the units that count for its window now, and when the next one passes, if all are used.

    Units of running jobs count without an end: if they use all, nobody knows yet when the next passes.
    """

    rate: Rate
    used: int
    opens_at: datetime | None = None

    @property
    def is_used_up(self) -> bool:
        """Return whether no further unit passes now."""
        return self.used >= self.rate.units


def checked_rate(units: int, seconds: float) -> Rate:
    """Return the rate somebody asks for; raise InvalidInput for a senseless one."""
    try:
        return Rate(units, seconds)
    except ValueError as error:
        raise InvalidInput(str(error)) from error


def declared_rate(gate: str) -> Rate | None:
    """Return a gate's rate in the code; raise UnknownJobType."""
    if not is_keyed(gate):
        get_job_type(gate)
        return None
    rules = gate_rules().get(name_of(gate))
    return rules.rate if rules else None


def effective_rate(stored: str, gate: str) -> Rate | None:
    """Return the rate of a gate whose hash says `stored`, or nothing."""
    return read_or(None, rate_of, stored) if stored else declared_rate(gate)


def rate_use(rate: Rate, log: bytes | None, held: int, now: datetime) -> RateUse:
    """Return how much of a rate is used, from its log and the units of what runs: as lua/shared/rates.lua counts."""
    window = timedelta(seconds=rate.seconds)
    ends = [(at, units) for at, units in _ends(log) if at >= now - window]
    used = held + sum(units for _, units in ends)
    missing = used + 1 - rate.units
    for at, units in ends:
        missing -= units
        if missing <= 0:
            return RateUse(rate, used, at + window if used >= rate.units else None)
    return RateUse(rate, used)


def _ends(log: bytes | None) -> list[tuple[datetime, int]]:
    return read_or([], _entries, log) if log else []


def _entries(log: bytes) -> list[tuple[datetime, int]]:
    # Lua writes an empty list as an empty object, which holds nothing either.
    return [(from_epoch(number_of(entry[0]) / 1000), int(entry[1])) for entry in object_of(log)["e"]]
