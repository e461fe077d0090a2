"""The keyed gate of each destination: its pause, rate and number of parallel posts, as its row and platform say.

Redis may lose them, so they are applied again by the sweep. What an operator set on the page of the gate stays.
"""

from collections.abc import Iterable

import redis

from fsp.clock import utc_now
from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import Abilities, Markup
from fsp.errors import FspError
from fsp.gates.controls import pause_type, reset_rate, resume_type, set_limit, set_rate
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.gates.limits import LimitOverride
from fsp.gates.pauses import Pause
from fsp.gates.rates import RateOverride
from fsp.jobs.gate import gate_id
from fsp.jobs.rate import Rate
from fsp.models.destination import Destination

NAME = "destination"
OWNER = "its platform"
"""Who set a limit or a rate that comes from the destination itself."""


def destination_gate(destination_id: int) -> str:
    """Return the id of a destination's gate."""
    return gate_id(NAME, str(destination_id))


def apply_gate(connection: redis.Redis, destination: Destination) -> None:
    """Bring a destination's gate in line with its row. Doing it again changes nothing."""
    gate = read_keyed_gate(connection, destination_gate(destination.id), utc_now())
    abilities = _abilities(destination.platform)
    _apply_rate(connection, gate, wanted_rate(destination, abilities))
    _apply_limit(connection, gate, abilities)
    _apply_pause(connection, gate, destination)


def apply_gates(connection: redis.Redis, destinations: Iterable[Destination]) -> None:
    """Apply the gates of all these destinations."""
    for destination in destinations:
        apply_gate(connection, destination)


def pause_gate(connection: redis.Redis, destination: Destination) -> None:
    """Let no job of a paused destination start."""
    since = destination.paused_at or utc_now()
    pause = Pause(destination.paused_by, destination.pause_reason, since)
    pause_type(connection, destination_gate(destination.id), pause)


def resume_gate(connection: redis.Redis, destination: Destination) -> None:
    """Let the jobs of a destination start again."""
    resume_type(connection, destination_gate(destination.id))


def wanted_rate(destination: Destination, abilities: Abilities | None) -> Rate | None:
    """Return the rate of a destination: its own, else the one its platform publishes, else none."""
    if destination.rate_units and destination.rate_window_seconds:
        return Rate(destination.rate_units, destination.rate_window_seconds)
    return Rate(*abilities.rate) if abilities and abilities.rate else None


def rate_in_force(destination: Destination, abilities: Abilities | None, gate: KeyedGate) -> Rate | None:
    """Return the rate that an operator set on the page of the gate, else that of the destination."""
    override = gate.rate_override
    return override.rate if override and override.by != OWNER else wanted_rate(destination, abilities)


def _apply_rate(connection: redis.Redis, gate: KeyedGate, target_rate: Rate | None) -> None:
    current = gate.rate_override
    if current is not None and current.by != OWNER:
        return
    if target_rate is None:
        if current is not None:
            reset_rate(connection, gate.gate)
    elif current is None or current.rate != target_rate:
        set_rate(connection, gate.gate, RateOverride(target_rate, OWNER, "", utc_now()))


def _apply_limit(connection: redis.Redis, gate: KeyedGate, abilities: Abilities | None) -> None:
    current = gate.override
    if abilities is None or (current is not None and (current.by != OWNER or current.limit == _parallel(abilities))):
        return
    set_limit(connection, gate.gate, LimitOverride(_parallel(abilities), OWNER, "", utc_now()))


def _parallel(abilities: Abilities) -> int:
    """Return how many posts are sent at once: one where readers see them in the order of their arrival."""
    return 1 if abilities.markup == Markup.TEXT else abilities.max_parallel


def _apply_pause(connection: redis.Redis, gate: KeyedGate, destination: Destination) -> None:
    # Only `resume_gate` ends a pause: an operator may have paused the gate on its own page.
    if destination.paused_at is not None and gate.pause is None:
        pause_gate(connection, destination)


def _abilities(platform: str) -> Abilities | None:
    try:
        return platform_class(platform).abilities
    except FspError:
        return None
