"""What job types use."""

from fsp.performance.execution import Execution
from fsp.performance.resources import resource_use


def test_use_is_added_up_by_type_and_the_busiest_comes_first() -> None:
    uses = resource_use(
        [
            Execution("publish", "a", run_seconds=10, cpu_seconds=1, peak_memory_bytes=50),
            Execution("export", "b", run_seconds=10, cpu_seconds=9, peak_memory_bytes=70),
            Execution("export", "c", run_seconds=30, cpu_seconds=19, peak_memory_bytes=90),
        ]
    )

    assert [use.job_type for use in uses] == ["export", "publish"]
    assert (uses[0].cpu_seconds, uses[0].mean_cpu_seconds, uses[0].cpu_share) == (28, 14, 0.7)
    assert (uses[0].peak_memory_bytes, uses[0].measured_runs) == (90, 2)


def test_a_job_that_waits_for_others_is_not_cpu_bound() -> None:
    waiting, busy = resource_use(
        [
            Execution("publish", "a", run_seconds=100, cpu_seconds=40),
            Execution("export", "b", run_seconds=10, cpu_seconds=9),
        ]
    )

    assert (waiting.is_cpu_bound, busy.is_cpu_bound) == (False, True)


def test_what_was_not_measured_is_left_out_and_not_guessed() -> None:
    uses = resource_use(
        [Execution("publish", "a", run_seconds=10), Execution("publish", "b", run_seconds=0, cpu_seconds=0)]
    )

    assert [(use.measured_runs, use.cpu_share, use.peak_memory_bytes) for use in uses] == [(1, 0.0, None)]
    assert resource_use([]) == []
