"""The slowest operations."""

from fsp.performance.execution import Execution, Step
from fsp.performance.slowest import slowest_operations

RENDER = Execution("export", "a", run_seconds=12, steps=(Step("read", 2), Step("render", 10)))


def test_operations_are_ranked_by_all_their_time() -> None:
    often = [Execution("publish", str(number), run_seconds=3) for number in range(5)]

    operations = slowest_operations([RENDER, *often])

    assert [(operation.job_type, operation.step, operation.total_seconds) for operation in operations] == [
        ("publish", None, 15),
        ("export", "render", 10),
        ("export", "read", 2),
    ]
    assert (operations[0].count, operations[0].mean_seconds) == (5, 3)


def test_the_longest_run_is_named() -> None:
    longer = Execution("export", "b", run_seconds=30, steps=(Step("render", 30),))

    operation = slowest_operations([longer, RENDER])[0]

    assert (operation.longest_seconds, operation.longest_job_id, operation.total_seconds) == (30, "b", 40)


def test_only_so_many_are_returned() -> None:
    assert len(slowest_operations([RENDER], most=1)) == 1
    assert slowest_operations([]) == []
