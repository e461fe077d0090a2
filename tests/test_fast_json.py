"""JSON for programs is the same whoever writes it, also of bytes that are no text."""

import json
import math

import pytest

from fsp.fast_json import json_bytes, json_text
from fsp.jobs.outcome import Outcome
from fsp.stored import exact_text_of

VALUES = [
    {},
    {"id": "a", "n": 1.5, "none": None, "list": [1, True]},
    {"text": 'ü "\n\x00 😀'},
    Outcome.SUCCEEDED,
    2**70,
]


@pytest.mark.parametrize("value", VALUES)
def test_values_are_read_as_they_were(value: object) -> None:
    assert json.loads(json_bytes(value)) == json.loads(json_text(value)) == value


def test_bytes_that_are_no_text_pass_unchanged() -> None:
    raw = b"job \xff\xfe"
    value = {"id": exact_text_of(raw)}

    assert raw in json_bytes(value)
    assert json_text(value).isascii()
    assert json.loads(json_text(value)) == value


def test_numbers_that_json_does_not_have_are_written_as_python_does() -> None:
    assert json_text(math.inf) == json.dumps(math.inf)
