"""The circuit of a gate is read as the claim script decides."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.gates.stored_circuit import read_circuit
from fsp.stored_hash import Fields

NOW = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
LATER, EARLIER = (round((NOW + timedelta(seconds=seconds)).timestamp() * 1000) for seconds in (60, -60))


@pytest.mark.parametrize(
    ("stored", "until", "circuit", "is_until_said"),
    [
        ("", None, "closed", False),
        ("open", LATER, "open", True),
        ("open", EARLIER, "half-open", False),
        ("open", None, "half-open", False),
        ("half_open", None, "half-open", False),
        ("nonsense", LATER, "half-open", False),
    ],
)
def test_one_that_is_open_without_an_end_ahead_is_probed(
    stored: str, until: int | None, circuit: str, is_until_said: bool
) -> None:
    raw = {b"circuit": stored.encode()} if stored else {}
    if until is not None:
        raw[b"open_until"] = str(until).encode()

    results, open_until = read_circuit(Fields(raw), NOW)

    assert (results, open_until is not None) == (circuit, is_until_said)
