"""Which function tries which criterion, ours and stock RQ's."""

from collections.abc import Callable

from bench.chaos import (
    circuit,
    crash_points,
    deploys,
    hangs,
    kills,
    leases,
    lost_answers,
    network,
    outage,
    poison,
    publish,
    rates,
    requests,
    steps,
    storm,
    suite,
    ticks,
)
from bench.chaos.stage import Row, Stage

Pair = tuple[Callable[[Stage], Row], Callable[[Stage], str] | None]
SCENARIOS: dict[str, Pair] = {
    "R1": (kills.random_kills, kills.stock_random_kills),
    "R2": (leases.fencing, leases.stock_fencing),
    "R3": (crash_points.crash_points, None),
    "R6": (leases.dead_workers, leases.stock_dead_workers),
    "R7": (ticks.many_schedulers, None),
    "R8": (ticks.scheduler_down, None),
    "R9": (suite.zones, None),
    "R10": (network.skewed_clocks, None),
    "R11": (poison.poison, poison.stock_poison),
    "R12": (hangs.hung_jobs, hangs.stock_hung_jobs),
    "R13": (deploys.deploys, deploys.stock_deploys),
    "R14": (kills.limit_under_kills, kills.stock_limit_under_kills),
    "R16": (requests.one_key, requests.stock_one_key),
    "R17": (requests.idempotency_header, None),
    "R18": (circuit.shared_circuit, None),
    "R19": (storm.retry_storm, storm.stock_retry_storm),
    "R20": (network.bad_network, network.stock_bad_network),
    "R26": (suite.model, None),
    "P6": (rates.rate_under_kills, None),
    "P2": (lost_answers.lost_answers, None),
    "P5": (outage.outage, None),
    "publish": (publish.publish_under_kills, None),
    "R29": (steps.steps_under_kills, None),
}

WITH_OWN_SERVERS = ("R9", "R26")
"""Tests of the suite, which start what they need: the same on every pair, so they are run with the first."""
