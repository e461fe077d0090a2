"""Job types and the schemas made from type hints."""

from dataclasses import replace
from typing import Any

import pytest

from fsp.errors import InvalidArguments
from fsp.jobs.job_type import arguments_model_of
from fsp.jobs.registry import get_job_type, job_type


def count(item_id: int, note: str = "none") -> None:
    """Count."""


def test_the_schema_follows_the_type_hints() -> None:
    schema = arguments_model_of("count-items", count).model_json_schema()

    assert schema["required"] == ["item_id"]
    assert schema["additionalProperties"] is False
    assert schema["title"] == "CountItemsArguments"


def test_a_parameter_without_a_hint_is_refused() -> None:
    def vague(thing) -> None:  # type: ignore[no-untyped-def]
        """Vague."""

    with pytest.raises(TypeError, match="thing"):
        arguments_model_of("vague", vague)


def test_every_fault_is_named() -> None:
    job_type("test-count")(count)

    with pytest.raises(InvalidArguments, match=r"item_id: .*got 'x'.*more: extra"):
        get_job_type("test-count").validated({"item_id": "x", "more": 1})


def test_defaults_are_filled_in() -> None:
    job_type("test-count")(count)

    assert get_job_type("test-count").validated({"item_id": 3}) == {"item_id": 3, "note": "none"}


@pytest.mark.parametrize(
    "value", ["\x00", "\ud800", float("nan"), float("inf"), [["\x00"]], {"a": "\ud800"}, {"\x00": 1}]
)
def test_what_no_store_can_hold_is_refused_wherever_it_stands(value: object) -> None:
    def keep(anything: Any) -> None:
        """Keep it."""

    job_type("test-count")(count)
    rules = replace(get_job_type("test-count"), arguments_model=arguments_model_of("keep", keep))

    with pytest.raises(InvalidArguments, match="do not fit: anything") as caught:
        rules.validated({"anything": value})

    assert list(caught.value.faults) == ["anything"]


def test_arguments_nested_without_end_are_refused() -> None:
    def keep(anything: Any) -> None:
        """Keep it."""

    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    job_type("test-count")(count)
    rules = replace(get_job_type("test-count"), arguments_model=arguments_model_of("keep", keep))

    with pytest.raises(InvalidArguments):
        rules.validated({"anything": nested})
