"""Every evaluation can be explained, and a week of them gives the same firings again."""

import random

import pytest
from flask import Flask

from fsp.alerts.evaluate import evaluate
from fsp.alerts.explain import explain
from fsp.conditions.facts.infrastructure import DatabaseFacts, RedisFacts
from fsp.conditions.facts.work import CircuitFacts, JobTypeFacts
from fsp.conditions.rule import fingerprint
from fsp.conditions.snapshot import Snapshot
from fsp.errors import NotFound
from testbed.back_test import back_test, kept_snapshots
from tests.alerts.steps import START, at, jobs, redis_down

DAY = 288


def test_each_silent_evaluation_names_the_rule_or_guard_that_held_it(core: Flask) -> None:
    for number, failed in enumerate((1, 10, 10, 10, 8)):
        evaluate(jobs(5 * number, failed, 20), channels=["webhook"])

    results = explain(fingerprint("JobFailures", {"job_type": "export-data"}))

    assert [(entry.notice, entry.held_by) for entry in reversed(results)] == [
        ("", "fine"),
        ("", "pending: 1 of 2 consecutive breaches"),
        ("firing", ""),
        ("", "previous notification still pending"),
        ("", "previous notification still pending"),
    ]
    newest = results[0]
    assert (newest.tick, newest.verdict, newest.value, newest.n, newest.threshold) == (at(20), "between", 0.4, 20, 0.5)


def test_a_suppressed_evaluation_names_its_parent(core: Flask) -> None:
    circuit = (CircuitFacts("export-data", "open", START, "5 failures"),)
    for number in range(2):
        evaluate(redis_down(5 * number, circuits=circuit), channels=["webhook"])

    newest = explain(fingerprint("CircuitOpen", {"job_type": "export-data"}))[0]

    assert (newest.after, newest.suppressed_by) == ("firing", "RedisUnreachable")
    assert newest.held_by == "suppressed by RedisUnreachable"


def test_without_a_channel_that_is_what_is_said(core: Flask) -> None:
    evaluate(redis_down(0), channels=[])

    assert explain(fingerprint("RedisUnreachable", {}))[0].held_by == "no channel is configured"


def test_an_unknown_fingerprint_is_said(core: Flask) -> None:
    with pytest.raises(NotFound):
        explain("x")


def test_the_kept_history_gives_the_live_firings_again(core: Flask) -> None:
    chance = random.Random(7)
    live = []
    for number in range(DAY):
        reading = Snapshot(
            at(5 * number),
            database=DatabaseFacts(answers=True, milliseconds=chance.choice([100, 450, 600])),
            redis=RedisFacts(answers=chance.random() > 0.05),
            job_types=(JobTypeFacts("export-data", chance.randint(0, 12), chance.randint(0, 8)),),
            circuits=(CircuitFacts("export-data", "open", START, "x"),) if number // 20 % 3 == 0 else (),
        )
        live += [
            (reading.at, decision.candidate.fingerprint)
            for decision in evaluate(reading, channels=["webhook"]).decisions
            if decision.after.is_active and not decision.before.is_active
        ]

    assert len(live) > 10
    assert back_test(kept_snapshots()) == live
