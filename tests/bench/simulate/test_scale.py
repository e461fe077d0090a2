"""Throughput on more cores, simulated from two costs: what can be computed by hand comes out of it."""

import pytest

from bench.simulate.scale import Costs, Machine, first_limit, lines, simulate

COSTS = Costs(server_us=100, worker_us=200)


def test_one_thread_alone_takes_turns_with_the_server() -> None:
    speed = simulate(COSTS, Machine(cores=8, processes=1, threads=1), jobs=5_000)

    assert speed.jobs == pytest.approx(1e6 / 300, rel=0.05)


def test_threads_of_one_process_share_its_lock() -> None:
    speed = simulate(COSTS, Machine(cores=8, processes=1, threads=8), jobs=5_000)

    assert speed.jobs == pytest.approx(1e6 / 200, rel=0.05)


def test_two_cores_are_shared_by_the_server_and_the_workers() -> None:
    speed = simulate(COSTS, Machine(cores=2, processes=2, threads=8), jobs=5_000)

    assert speed.jobs == pytest.approx(2e6 / 300, rel=0.05)
    assert speed.core_use == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("processes", [8, 16])
def test_no_more_workers_get_past_the_server(processes: int) -> None:
    speed = simulate(COSTS, Machine(cores=32, processes=processes, threads=8), jobs=5_000)

    assert speed.jobs == pytest.approx(1e6 / 100, rel=0.05)
    assert speed.server_use == pytest.approx(1, abs=0.02)


def test_jobs_that_wait_need_threads() -> None:
    waiting = Costs(server_us=100, worker_us=200, wait_us=10_000, network_us=50)

    speed = simulate(waiting, Machine(cores=8, processes=2, threads=8), jobs=5_000)

    assert speed.jobs == pytest.approx(16 / 10_400 * 1e6, rel=0.05)


def test_the_table_says_how_many_processes_are_enough() -> None:
    (row,) = lines(COSTS, 8, [8])[2:]

    assert row.startswith(("| 8 | 3 |", "| 8 | 2 |"))
    assert first_limit(COSTS).startswith("The server's one core ends at 10,000 jobs/s. That takes 3.0 cores")
