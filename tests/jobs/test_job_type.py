"""Job types and the schemas made from type hints."""

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
