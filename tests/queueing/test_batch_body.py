"""A batch as JSON: checked as a whole."""

from typing import Any

import pytest
from flask import Flask

from fsp.errors import InvalidInput
from fsp.queueing.batch_body import read_body

JOB = {"type": "export-data", "arguments": {"project": "a"}}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], "should be a valid dictionary"),
        ({"kind": "chain", "jobs": []}, "jobs: List should have at least 1 item"),
        ({"kind": "pile", "jobs": [JOB]}, "kind: Input should be 'chain' or 'group'"),
        ({"kind": "chain", "jobs": [JOB], "callback": JOB}, "a chain has no callback"),
        ({"kind": "group", "jobs": [JOB], "onFailure": "run"}, "onFailure is of a chain"),
        ({"kind": "group", "jobs": [{"type": "x", "argument": {}}]}, "jobs.0.argument: Extra inputs"),
        ({"kind": "group", "jobs": [JOB], "name": "x" * 101}, "name: String should have at most 100"),
    ],
)
def test_what_is_wrong_is_named(content: Any, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        read_body(content)


def test_it_is_requested_as_it_says(core: Flask) -> None:
    body = {"kind": "chain", "jobs": [JOB, JOB], "id": "mine", "onFailure": "run"}

    first, second = read_body(body).request("ada"), read_body(body).request("ada")

    assert (first.batch_id, first.created, second.created) == ("mine", True, False)
