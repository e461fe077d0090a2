"""The options of a job: valid from the start, and the same as an object and by keyword."""

from dataclasses import fields
from typing import get_type_hints

import pytest

from fsp.errors import InvalidInput, UnstorableInput
from fsp.jobs.job_options import (
    MAX_AFTER,
    EnqueueKeywords,
    EnqueueOptions,
    JobOptions,
    RequestKeywords,
    RequestOptions,
)


@pytest.mark.parametrize(
    ("options", "keywords"), [(EnqueueOptions, EnqueueKeywords), (RequestOptions, RequestKeywords)]
)
def test_every_option_can_be_given_by_keyword(options: type[JobOptions], keywords: type[object]) -> None:
    assert get_type_hints(keywords) == {field.name: get_type_hints(options)[field.name] for field in fields(options)}


def test_tags_are_kept_once_each_and_without_blanks_around_them() -> None:
    assert JobOptions(tags=["a", " a ", "b"]).tags == ["a", "b"]


@pytest.mark.parametrize(
    ("option", "field"),
    [
        ({"job_id": "a/b"}, "job_id"),
        ({"parent": "a\0"}, "parent"),
        ({"after": ["a\0"]}, "after"),
        ({"tags": ["a\0"]}, "tags"),
        ({"idempotency_key": "a\0"}, "idempotency_key"),
    ],
)
def test_a_text_that_no_store_can_hold_is_refused_by_the_name_of_its_field(option: dict[str, str], field: str) -> None:
    with pytest.raises(UnstorableInput) as refused:
        EnqueueOptions(**option)  # type: ignore[arg-type]

    assert refused.value.field == field


@pytest.mark.parametrize("after", [["own"], [f"job-{number}" for number in range(MAX_AFTER + 1)]])
def test_a_job_runs_neither_after_itself_nor_after_too_many_others(after: list[str]) -> None:
    with pytest.raises(InvalidInput, match="after up to 1000 others and not after itself"):
        JobOptions(job_id="own", after=after)
