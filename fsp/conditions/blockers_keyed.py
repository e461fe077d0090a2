"""Why a keyed gate holds jobs back: its pause, its circuit, or the jobs that have its slots."""

from collections.abc import Iterator

from fsp.gates.keyed import KeyedGate
from fsp.queueing.blocker import Blocker, BlockerKind


def why_shut(gate: KeyedGate) -> Iterator[Blocker]:
    """Return what keeps the gate's next job from running, in clauses; nothing if it has room."""
    if gate.pause:
        reason = f": {gate.pause.reason}" if gate.pause.reason else ""
        yield Blocker(BlockerKind.GATE_PAUSED, f"{gate.pause.by} paused {gate.shown}{reason}", until=gate.pause.until)
    if gate.circuit == "open":
        why = f": {gate.why}" if gate.why else ""
        yield Blocker(BlockerKind.CIRCUIT, f"the circuit of {gate.shown} is open{why}", until=gate.open_until)
    elif gate.is_full:
        taken = "the only slot" if gate.limit == 1 else f"all {gate.limit} slots"
        verb = "is" if gate.limit == 1 else "are"
        yield Blocker(BlockerKind.LIMIT, f"{taken} of {gate.shown} {verb} taken", held_by=gate.holders)
