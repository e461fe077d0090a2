"""`fsp gates`: gates by name, such as destination:12 or type:export-data: what they let run, and changing that."""

import getpass
import json
from typing import Any

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.cli.gate_rules import REASON, RULES, rate_in_words, read_gate
from fsp.clock import iso, later, utc_now
from fsp.gates.controls import close_circuit, pause_type, reset_limit, resume_type, set_limit
from fsp.gates.keyed import KeyedGate
from fsp.gates.keyed_list import read_keyed_gates
from fsp.gates.limits import LimitOverride
from fsp.gates.named import gate_named
from fsp.gates.pauses import Pause
from fsp.jobs.gate import MAX_SLOTS
from fsp.stores import current_redis


@click.group()
def gates() -> None:
    """Manage gates: limits and circuits by key."""


for command in RULES:
    gates.add_command(command)


@gates.command("list")
@click.option("--search", default="", help="A part of their names.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(context: Context, search: str, *, as_json: bool) -> None:
    """List the keyed gates that matter now, at most 200."""
    with context.app.app_context():
        keyed_gates = read_keyed_gates(current_redis(), utc_now(), search=search)
    click.echo(
        json.dumps([_facts(gate) for gate in keyed_gates], indent=2) if as_json else "\n".join(map(_line, keyed_gates))
    )


@gates.command()
@click.argument("gate")
@click.pass_obj
def show(context: Context, gate: str) -> None:
    """Show GATE as JSON."""
    with context.app.app_context():
        click.echo(json.dumps(_facts(read_gate(gate)), indent=2))


@gates.command()
@click.argument("gate")
@REASON
@click.option("--minutes", type=click.IntRange(min=1), help="How long it lasts. Default: until resumed.")
@click.pass_obj
def pause(context: Context, gate: str, reason: str, minutes: int | None) -> None:
    """Let no job of GATE start."""
    now = utc_now()
    new_pause = Pause(getpass.getuser(), reason, now, later(now, minutes=minutes) if minutes else None)
    with acting(context, Action.PAUSE_GATE, f"gate {gate}", reason=reason, inputs={"minutes": minutes}):
        pause_type(current_redis(), gate_named(gate), new_pause)
    click.echo(f"Paused {gate}.")


@gates.command()
@click.argument("gate")
@click.pass_obj
def resume(context: Context, gate: str) -> None:
    """Let jobs of GATE start again."""
    with acting(context, Action.RESUME_GATE, f"gate {gate}"):
        resume_type(current_redis(), gate_named(gate))
    click.echo(f"Resumed {gate}.")


@gates.command("close-circuit")
@click.argument("gate")
@click.pass_obj
def close_circuit_(context: Context, gate: str) -> None:
    """Close the circuit of GATE without a probe."""
    with acting(context, Action.CLOSE_CIRCUIT, f"gate {gate}"):
        close_circuit(current_redis(), gate_named(gate))
    click.echo(f"Closed the circuit of {gate}.")


@gates.command()
@click.argument("gate")
@click.argument("number", type=click.IntRange(1, MAX_SLOTS))
@REASON
@click.pass_obj
def limit(context: Context, gate: str, number: int, reason: str) -> None:
    """Let NUMBER jobs of GATE run at once."""
    override = LimitOverride(number, getpass.getuser(), reason, utc_now())
    with acting(context, Action.SET_LIMIT, f"gate {gate}", reason=reason, inputs={"limit": number}) as trail:
        trail.before["limit"] = read_gate(gate).slots
        set_limit(current_redis(), gate_named(gate), override)
    click.echo(f"{gate}: {number} concurrent jobs.")


@gates.command("reset-limit")
@click.argument("gate")
@click.pass_obj
def reset_limit_(context: Context, gate: str) -> None:
    """Reset the limit of GATE to the one in the code."""
    with acting(context, Action.RESET_LIMIT, f"gate {gate}") as trail:
        before = read_gate(gate)
        trail.before["limit"] = before.slots
        reset_limit(current_redis(), before.gate)
    click.echo(f"{gate}: {_number(before.declared_limit)} concurrent jobs.")


def _number(limit: int | None) -> str:
    return "any number of" if limit is None else str(limit)


def _facts(gate: KeyedGate) -> dict[str, Any]:
    return {
        "name": gate.shown,
        "running": gate.running,
        "holders": list(gate.holders),
        "waiting": gate.waiting,
        "limit": gate.limit,
        "slots": gate.slots,
        "slotsInCode": gate.declared_limit,
        "rate": rate_in_words(gate.rate),
        "rateUsed": gate.rate_use.used if gate.rate_use else None,
        "rateOpensAt": iso(gate.rate_use.opens_at) if gate.rate_use and gate.rate_use.opens_at else None,
        "weight": gate.weight,
        "shutUntil": iso(gate.shut_until) if gate.shut_until else None,
        "circuit": gate.circuit,
        "circuitRules": gate.circuit_words,
        "why": gate.why,
        "openUntil": iso(gate.open_until) if gate.open_until else None,
        "isPaused": gate.pause is not None,
        "pausedBy": gate.pause.by if gate.pause else None,
    }


def _line(gate: KeyedGate) -> str:
    limit = "no limit" if gate.limit is None else f"limit {gate.limit}"
    paused = f"paused by {gate.pause.by}" if gate.pause else "open"
    return "\t".join(
        (gate.shown, paused, f"circuit {gate.circuit}", f"{gate.running} running", f"{gate.waiting} waiting", limit)
    )
