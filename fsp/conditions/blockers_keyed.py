"""Explains why a keyed gate blocks jobs: its pause, its circuit, or the jobs that hold its slots."""

from collections.abc import Iterator

from fsp.gates.keyed import KeyedGate
from fsp.queueing.blocker import Blocker, BlockerKind


def why_shut(gate: KeyedGate) -> Iterator[Blocker]:
    """Return what blocks the gate's next job, in clauses; empty if it has a free slot."""
    if gate.pause:
        reason = f": {gate.pause.reason}" if gate.pause.reason else ""
        yield Blocker(BlockerKind.GATE_PAUSED, f"{gate.pause.by} paused {gate.shown}{reason}", until=gate.pause.until)
    if gate.circuit == "open":
        why = f": {gate.why}" if gate.why else ""
        yield Blocker(BlockerKind.CIRCUIT, f"the circuit of {gate.shown} is open{why}", until=gate.open_until)
    elif gate.circuit == "half-open" and gate.is_full:
        words = f"the circuit of {gate.shown} is half-open, and the job that tests it runs"
        yield Blocker(BlockerKind.LIMIT, words, held_by=gate.holders)
    elif gate.is_full:
        taken = "the only slot" if gate.limit == 1 else f"all {gate.limit} slots"
        verb = "is" if gate.limit == 1 else "are"
        yield Blocker(BlockerKind.LIMIT, f"{taken} of {gate.shown} {verb} taken", held_by=gate.holders)
    if gate.shut_until:
        yield Blocker(BlockerKind.RATE, f"the server of {gate.shown} asked for a break", until=gate.shut_until)
    elif gate.rate_use and gate.rate_use.is_used_up:
        rate = gate.rate_use.rate.in_words
        words = f"the rate of {gate.shown} is used up, {rate}"
        yield Blocker(BlockerKind.RATE, words, until=gate.rate_use.opens_at)
