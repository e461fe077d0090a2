"""Keyed gates as job types declare them: which gates a job has, and under which names."""

import pytest

from fsp.jobs.gate import Gate, gate_ids, keyed_gates_in, name_of, shown_gate
from fsp.jobs.registry import gate_rules, job_type


@job_type("test-declares-a-gate", gates=(Gate("declared", argument="number", limit=3),))
def declares(number: int) -> None:
    """Do nothing."""


def same_name_other_rules(declared: int) -> None:
    """Do nothing."""


def test_a_job_has_a_gate_for_each_argument_that_is_there() -> None:
    gates = (Gate("destination"), Gate("project", argument="project_id"), Gate("region"))

    assert gate_ids(gates, {"destination": "a|b", "project_id": 7, "region": None}) == [
        "|destination:a%7Cb",
        "|project:7",
    ]


def test_ids_are_read_back() -> None:
    assert keyed_gates_in("|destination:a%7Cb|project:7") == ["|destination:a%7Cb", "|project:7"]
    assert keyed_gates_in("") == []
    assert (name_of("|destination:12"), shown_gate("|destination:a%7Cb")) == ("destination", "destination:a|b")
    assert shown_gate("export-data") == "type:export-data"


def test_long_keys_that_begin_alike_stay_apart() -> None:
    results, other = (gate_ids((Gate("url"),), {"url": "x" * 300 + end})[0] for end in "ab")

    assert results != other
    assert max(len(results), len(other)) < 110


def test_the_rules_of_a_gate_belong_to_its_name() -> None:
    assert gate_rules()["declared"].limit == 3
    with pytest.raises(ValueError, match="other rules in test-declares-a-gate"):
        job_type("test-other-rules", gates=(Gate("declared", limit=7),))(same_name_other_rules)


def test_what_makes_no_gate_is_refused() -> None:
    with pytest.raises(ValueError, match="must name arguments"):
        job_type("test-no-such-argument", gates=(Gate("nothing"),))(same_name_other_rules)
    with pytest.raises(ValueError, match="lowercase letters"):
        Gate("Not a name")
    with pytest.raises(ValueError, match="from 1 to 1000"):
        Gate("declared", limit=0)
