"""Editing arguments: judged by the type's schema, compared with what the job had."""

from fsp.dead_letters.edit import Change, changes, faults_of
from fsp.jobs.job_type import JobType, arguments_model_of


def work(name: str, size: int, forms: list[int]) -> None:
    """Do nothing."""


TYPE = JobType(name="work", function=work, arguments_model=arguments_model_of("work", work))


def test_every_fault_is_told_by_argument_without_what_was_given() -> None:
    faults = faults_of(TYPE, {"size": "secret", "forms": ["x"], "gone": 1})

    assert set(faults) == {"name", "size", "forms", "gone"}
    assert "valid integer" in faults["size"]
    assert faults["forms"].startswith("0: ")
    assert "secret" not in str(faults)
    assert faults_of(TYPE, {"name": "a", "size": 3, "forms": [1]}) == {}


def test_what_was_changed_is_told() -> None:
    reported = changes({"a": 1, "b": 2, "c": "x"}, {"a": 1, "b": "2", "d": None})

    assert reported == [
        Change("a", "1", "1"),
        Change("b", "2", '"2"'),
        Change("c", '"x"', None),
        Change("d", None, "null"),
    ]
    assert [change.kind for change in reported] == ["same", "changed", "removed", "added"]
