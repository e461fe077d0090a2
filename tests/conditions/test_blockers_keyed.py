"""Why a keyed gate holds jobs back, in clauses."""

from dataclasses import replace

from fsp.clock import utc_now
from fsp.conditions.blockers_keyed import why_shut
from fsp.gates.keyed import KeyedGate
from fsp.gates.pauses import Pause
from fsp.gates.rates import RateUse
from fsp.jobs.rate import Rate
from fsp.queueing.blocker import BlockerKind

NOW = utc_now()
OPEN = KeyedGate(
    gate="|destination:12",
    limit=2,
    slots=2,
    running=1,
    holders=("a",),
    circuit="closed",
    opened_at=None,
    open_until=None,
    why="",
    failures=0,
    pause=None,
    override=None,
    rate_use=None,
    rate_override=None,
    circuit_override=None,
    shut_until=None,
    weight=1.0,
    waiting=0,
)


def test_a_gate_with_room_holds_nothing_back() -> None:
    assert list(why_shut(OPEN)) == []
    assert list(why_shut(replace(OPEN, limit=None, slots=None, running=9))) == []


def test_a_half_open_circuit_waits_for_its_probe() -> None:
    (blocker,) = why_shut(replace(OPEN, circuit="half-open", limit=1, holders=("probe",)))

    assert blocker.words == "the circuit of destination:12 is half-open, and the job that tests it runs"
    assert blocker.held_by == ("probe",)


def test_a_full_gate_names_its_holders() -> None:
    (blocker,) = why_shut(replace(OPEN, running=2, holders=("a", "b")))

    assert (blocker.kind, blocker.held_by) == (BlockerKind.LIMIT, ("a", "b"))
    assert blocker.words == "all 2 slots of destination:12 are taken"


def test_an_open_circuit_says_until_when() -> None:
    (blocker,) = why_shut(replace(OPEN, limit=0, circuit="open", open_until=NOW, why="5 failures in a row"))

    assert (blocker.kind, blocker.until) == (BlockerKind.CIRCUIT, NOW)
    assert blocker.words == "the circuit of destination:12 is open: 5 failures in a row"


def test_a_pause_says_who_and_why() -> None:
    (blocker,) = why_shut(replace(OPEN, limit=0, pause=Pause("ada", "they move", NOW)))

    assert (blocker.kind, blocker.words) == (BlockerKind.GATE_PAUSED, "ada paused destination:12: they move")


def test_a_rate_that_is_used_up_says_when_the_next_unit_passes() -> None:
    used_up = RateUse(Rate(300, 3600), 300, NOW)

    (blocker,) = why_shut(replace(OPEN, rate_use=used_up))

    assert (blocker.kind, blocker.until) == (BlockerKind.RATE, NOW)
    assert blocker.words == "the rate of destination:12 is used up, 300 per 3600 s"
    assert list(why_shut(replace(OPEN, rate_use=RateUse(Rate(300, 3600), 299)))) == []


def test_a_server_that_asked_for_a_break_gets_it() -> None:
    (blocker,) = why_shut(replace(OPEN, shut_until=NOW))

    assert (blocker.kind, blocker.until) == (BlockerKind.RATE, NOW)
