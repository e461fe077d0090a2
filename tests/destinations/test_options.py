"""Options of destinations: usable, or refused by field."""

from dataclasses import replace
from typing import Any

import pytest

from fsp.destinations.fields import InvalidFields
from fsp.destinations.options import DestinationOptions, checked_options, handle_of

GOOD = DestinationOptions(name="  Company   blog ")


def test_good_options_are_tidied() -> None:
    assert checked_options(replace(GOOD, text_template="a\r\nb")).text_template == "a\nb"
    assert checked_options(GOOD).name == "Company blog"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "🌱"}, "name"),
        ({"after_late": "drop"}, "after_late"),
        ({"max_lateness_seconds": -1}, "max_lateness_seconds"),
        ({"rate_units": 0, "rate_window_seconds": 60}, "rate_units"),
        ({"rate_units": 5}, "rate_window_seconds"),
        ({"rate_window_seconds": 5}, "rate_units"),
        ({"text_template": "x" * 5001}, "text_template"),
        ({"text_template": "{titel}"}, "text_template"),
    ],
)
def test_unusable_options_are_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        checked_options(replace(GOOD, **changes))

    assert list(refused.value.faults) == [field]


def test_names_that_would_share_variables_have_one_handle() -> None:
    assert handle_of("My notes!") == handle_of("my-NOTES") == "MY_NOTES"
