"""What an attempt took, as its page and its history tell it."""

import json

from fsp.jobs.progress import Step
from fsp.worker.cost import Cost
from fsp.worker.spent import MAX_STEPS, NOTHING, Spent


def test_it_is_told_as_json() -> None:
    spent = Spent(1.5, Cost(0.25, 1024), (Step("write\ud800", 0.5),))

    assert json.loads(spent.as_json) == {
        "cpu_seconds": 0.25,
        "peak_bytes": 1024,
        "steps": [{"name": "write\\ud800", "seconds": 0.5}],
    }


def test_the_first_steps_are_told_and_nothing_of_what_is_not_known() -> None:
    steps = tuple(Step(str(number), 0.0) for number in range(MAX_STEPS + 5))

    assert len(json.loads(Spent(steps=steps).as_json)["steps"]) == MAX_STEPS
    assert json.loads(NOTHING.as_json) == {"cpu_seconds": 0.0}
