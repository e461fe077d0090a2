"""Gates: which keys hold jobs back, why, and what an operator does about one."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.gates.circuits import CircuitOverride
from fsp.gates.controls import (
    close_circuit,
    pause_type,
    reset_circuit,
    reset_limit,
    reset_rate,
    resume_type,
    set_circuit,
    set_limit,
    set_rate,
    set_weight,
)
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.gates.keyed_list import read_keyed_gates
from fsp.gates.limits import LimitOverride
from fsp.gates.named import gate_named
from fsp.gates.pauses import Pause
from fsp.gates.rates import RateOverride, checked_rate
from fsp.jobs.rate import Rate
from fsp.jobs.registry import gate_rules
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.etags import circuit_mark, circuit_rules_mark, limit_mark, only_if_unchanged, pause_mark, rate_mark
from fsp.web.gates.owner import GateOwner, owner_of
from fsp.web.partials import live_page

gates = Blueprint("gates", __name__)


@dataclass(frozen=True)
class GatesPage:
    """The keyed gates that matter now, or those that were searched for, as of one moment."""

    as_of: datetime
    gates: list[KeyedGate]
    names: list[str]
    """The gates that job types declare."""
    search: str


@dataclass(frozen=True)
class GatePage:
    """One gate, as of one moment."""

    as_of: datetime
    gate: KeyedGate
    owner: GateOwner | None = None
    """The destination whose gate it is."""


@gates.get("/gates")
@requires(Role.VIEWER)
def index() -> str:
    """List the keyed gates; `search` is in the address."""
    now, search = utc_now(), request.args.get("search", "").strip()
    read = read_keyed_gates(current_redis(), now, search=search)
    return live_page("gates/index", view=GatesPage(now, read, sorted(gate_rules()), search))


@gates.get("/gates/<path:name>")
@requires(Role.VIEWER)
def show(name: str) -> str:
    """Show one gate; a poll gets the part that changes."""
    return live_page("gates/gate", view=GatePage(utc_now(), _read(name), owner_of(name)))


@gates.post("/gates/<path:name>/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_GATE, target="gate {name}")
def pause(name: str) -> Response:
    """Let none of the gate's jobs start."""
    now, minutes = utc_now(), forms.whole_number("minutes")
    until = later(now, minutes=minutes) if minutes else None
    with only_if_unchanged(f"gate {name}", lambda: pause_mark(_read(name).pause)):
        pause_type(current_redis(), gate_named(name), Pause(g.account.name, forms.text("reason"), now, until))
    return _done(f"{name} is paused. Running jobs continue.", name)


@gates.post("/gates/<path:name>/resume")
@requires(Role.OPERATOR, action=Action.RESUME_GATE, target="gate {name}")
def resume(name: str) -> Response:
    """Let the gate's jobs start again."""
    with only_if_unchanged(f"gate {name}", lambda: pause_mark(_read(name).pause)):
        resume_type(current_redis(), gate_named(name))
    return _done(f"{name} resumed.", name)


@gates.post("/gates/<path:name>/close-circuit")
@requires(Role.OPERATOR, action=Action.CLOSE_CIRCUIT, target="gate {name}")
def close(name: str) -> Response:
    """Close the gate's circuit without waiting for its probe."""
    with only_if_unchanged(f"gate {name}", lambda: circuit_mark(_read(name))):
        close_circuit(current_redis(), gate_named(name))
    return _done(f"Circuit breaker of {name} closed.", name)


@gates.post("/gates/<path:name>/limit")
@requires(Role.OPERATOR, action=Action.SET_LIMIT, target="gate {name}")
def limit(name: str) -> Response:
    """Let another number of the gate's jobs run than the code says."""
    new_limit = forms.whole_number("limit") or 0
    with only_if_unchanged(f"gate {name}", lambda: limit_mark(_read(name))):
        note(before={"limit": _read(name).slots}, after={"limit": new_limit})
        override = LimitOverride(new_limit, g.account.name, forms.text("reason"), utc_now())
        set_limit(current_redis(), gate_named(name), override)
    return _done(f"Limit of {name} set to {new_limit}.", name)


@gates.post("/gates/<path:name>/reset-limit")
@requires(Role.OPERATOR, action=Action.RESET_LIMIT, target="gate {name}")
def unlimit(name: str) -> Response:
    """Let as many of the gate's jobs run as the code says."""
    with only_if_unchanged(f"gate {name}", lambda: limit_mark(_read(name))):
        gate = _read(name)
        note(before={"limit": gate.slots}, after={"limit": gate.declared_limit})
        reset_limit(current_redis(), gate.gate)
    return _done(f"Limit of {name} reset to {gate.declared_limit or 'none'}.", name)


@gates.post("/gates/<path:name>/rate")
@requires(Role.OPERATOR, action=Action.SET_RATE, target="gate {name}")
def rate(name: str) -> Response:
    """Let another number of the gate's units pass than its code says."""
    new_rate = checked_rate(forms.whole_number("units") or 0, forms.whole_number("seconds") or 0)
    with only_if_unchanged(f"gate {name}", lambda: rate_mark(_read(name))):
        note(before={"rate": _words(_read(name).rate)}, after={"rate": new_rate.in_words})
        override = RateOverride(new_rate, g.account.name, forms.text("reason"), utc_now())
        set_rate(current_redis(), gate_named(name), override)
    return _done(f"Rate of {name} set to {new_rate.in_words}.", name)


@gates.post("/gates/<path:name>/reset-rate")
@requires(Role.OPERATOR, action=Action.RESET_RATE, target="gate {name}")
def unrate(name: str) -> Response:
    """Let as many of the gate's units pass as the code says, and forget what its server said."""
    with only_if_unchanged(f"gate {name}", lambda: rate_mark(_read(name))):
        gate = _read(name)
        note(before={"rate": _words(gate.rate)}, after={"rate": _words(gate.declared_rate)})
        reset_rate(current_redis(), gate.gate)
    return _done(f"Rate of {name} reset to {_words(gate.declared_rate)}.", name)


@gates.post("/gates/<path:name>/circuit")
@requires(Role.OPERATOR, action=Action.SET_CIRCUIT, target="gate {name}")
def circuit(name: str) -> Response:
    """Let the gate's circuit open after another number of failures, or for another time, than its code says."""
    failures, seconds = forms.whole_number("failures") or 0, forms.whole_number("open_seconds") or 0
    override = CircuitOverride(failures, seconds, g.account.name, forms.text("reason"), utc_now())
    with only_if_unchanged(f"gate {name}", lambda: circuit_rules_mark(_read(name))):
        note(before={"circuit": _read(name).circuit_words})
        set_circuit(current_redis(), gate_named(name), override)
    words = _read(name).circuit_words
    note(after={"circuit": words})
    return _done(f"Circuit breaker of {name}: {words}.", name)


@gates.post("/gates/<path:name>/reset-circuit")
@requires(Role.OPERATOR, action=Action.RESET_CIRCUIT, target="gate {name}")
def uncircuit(name: str) -> Response:
    """Let the gate's circuit open as the code says."""
    with only_if_unchanged(f"gate {name}", lambda: circuit_rules_mark(_read(name))):
        note(before={"circuit": _read(name).circuit_words})
        reset_circuit(current_redis(), gate_named(name))
    return _done(f"Circuit breaker of {name} reset: {_read(name).circuit_words}.", name)


@gates.post("/gates/<path:name>/weight")
@requires(Role.OPERATOR, action=Action.SET_WEIGHT, target="gate {name}")
def weight(name: str) -> Response:
    """Set the weight of a share: its turns per turn of a share of weight 1."""
    new_weight = forms.whole_number("weight") or 0
    note(before={"weight": _read(name).weight}, after={"weight": new_weight})
    set_weight(current_redis(), gate_named(name), new_weight)
    return _done(f"Weight of {name} set to {new_weight}.", name)


def _words(rate: Rate | None) -> str:
    return rate.in_words if rate else "none"


def _read(name: str) -> KeyedGate:
    return read_keyed_gate(current_redis(), gate_named(name), utc_now())


def _done(message: str, name: str) -> Response:
    flash(message)
    return redirect(url_for("gates.show", name=name), 303)
