"""`fsp gates rate`, `circuit`, `weight` and their resets."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.gates.circuits import MAX_FAILURES, MAX_OPEN_SECONDS, CircuitOverride
from fsp.gates.controls import (
    MAX_WEIGHT,
    MIN_WEIGHT,
    reset_circuit,
    reset_rate,
    set_circuit,
    set_rate,
    set_weight,
)
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.gates.named import gate_named
from fsp.gates.rates import RateOverride, checked_rate
from fsp.jobs.rate import MAX_SECONDS, MAX_UNITS, MIN_SECONDS, Rate
from fsp.stores import current_redis

REASON = click.option("--reason", default="", help="Shown with the gate.")


@click.command()
@click.argument("gate")
@click.argument("units", type=click.IntRange(1, MAX_UNITS))
@click.argument("seconds", type=click.FloatRange(MIN_SECONDS, MAX_SECONDS))
@REASON
@click.pass_obj
def rate(context: Context, gate: str, units: int, seconds: float, reason: str) -> None:
    """Let UNITS of GATE pass within any SECONDS."""
    new_rate = checked_rate(units, seconds)
    with acting(context, Action.SET_RATE, f"gate {gate}", reason=reason, inputs={"rate": new_rate.in_words}) as trail:
        trail.before["rate"] = rate_in_words(read_gate(gate).rate)
        set_rate(current_redis(), gate_named(gate), RateOverride(new_rate, getpass.getuser(), reason, utc_now()))
    click.echo(f"{gate}: {new_rate.in_words}.")


@click.command("reset-rate")
@click.argument("gate")
@click.pass_obj
def reset_rate_(context: Context, gate: str) -> None:
    """Reset the rate of GATE.

    It returns to the rate in the code. Limits that a server reported are forgotten.
    """
    with acting(context, Action.RESET_RATE, f"gate {gate}") as trail:
        before = read_gate(gate)
        trail.before["rate"] = rate_in_words(before.rate)
        reset_rate(current_redis(), before.gate)
    click.echo(f"{gate}: rate {rate_in_words(before.declared_rate)}.")


@click.command()
@click.argument("gate")
@click.argument("failures", type=click.IntRange(1, MAX_FAILURES))
@click.argument("seconds", type=click.IntRange(1, MAX_OPEN_SECONDS))
@REASON
@click.pass_obj
def circuit(context: Context, gate: str, failures: int, seconds: int, reason: str) -> None:
    """Set when the circuit of GATE opens.

    It opens after FAILURES in a row, for SECONDS. Then one job is tried.
    """
    override = CircuitOverride(failures, seconds, getpass.getuser(), reason, utc_now())
    inputs = {"failures": failures, "open_seconds": seconds}
    with acting(context, Action.SET_CIRCUIT, f"gate {gate}", reason=reason, inputs=inputs) as trail:
        trail.before["circuit"] = read_gate(gate).circuit_words
        set_circuit(current_redis(), gate_named(gate), override)
        words = read_gate(gate).circuit_words
    click.echo(f"{gate}: {words}.")


@click.command("reset-circuit")
@click.argument("gate")
@click.pass_obj
def reset_circuit_(context: Context, gate: str) -> None:
    """Let the circuit of GATE open as the code says."""
    with acting(context, Action.RESET_CIRCUIT, f"gate {gate}") as trail:
        trail.before["circuit"] = read_gate(gate).circuit_words
        reset_circuit(current_redis(), gate_named(gate))
        words = read_gate(gate).circuit_words
    click.echo(f"{gate}: {words}.")


@click.command()
@click.argument("gate")
@click.argument("turns", type=click.FloatRange(MIN_WEIGHT, MAX_WEIGHT))
@click.pass_obj
def weight(context: Context, gate: str, turns: float) -> None:
    """Set the weight of the share GATE.

    It gets TURNS for each turn of a share of weight 1.
    """
    with acting(context, Action.SET_WEIGHT, f"gate {gate}", inputs={"weight": turns}) as trail:
        trail.before["weight"] = read_gate(gate).weight
        set_weight(current_redis(), gate_named(gate), turns)
    click.echo(f"{gate}: weight {turns:g}.")


RULES = (rate, reset_rate_, circuit, reset_circuit_, weight)


def rate_in_words(rate: Rate | None) -> str:
    """Return a rate in words."""
    return rate.in_words if rate else "none"


def read_gate(gate: str) -> KeyedGate:
    """Return the gate with this name; raise UnknownName."""
    return read_keyed_gate(current_redis(), gate_named(gate), utc_now())
