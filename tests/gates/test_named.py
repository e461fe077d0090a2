"""Gates by the names that people write."""

import pytest

from fsp.errors import UnknownName
from fsp.gates.named import gate_named


def test_a_key_or_a_job_type_is_named() -> None:
    assert gate_named("destination:12") == "|destination:12"
    assert gate_named("type:export-data") == "export-data"


@pytest.mark.parametrize("text", ["nonsense", "destination:", "type:none", ""])
def test_what_names_no_gate_is_refused(text: str) -> None:
    with pytest.raises(UnknownName):
        gate_named(text)
