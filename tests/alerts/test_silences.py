"""Silences: with a reason and an end, about a cause, a rule or a type."""

from datetime import timedelta

import pytest
from flask import Flask

from fsp.alerts.evaluate import evaluate
from fsp.alerts.silences import active_silences, end_silence, silence
from fsp.errors import InvalidInput, NotFound
from tests.alerts.steps import at, redis_down


def test_a_silence_has_a_reason_and_an_end_and_can_be_ended(core: Flask) -> None:
    created = silence("QueueBacklog", until=at(60), reason="import", by="ada", now=at(0))
    held = [len(active_silences(moment)) for moment in (at(0), at(59), at(60))]
    end_silence(created.id, now=at(30))

    assert held == [1, 1, 0]
    assert active_silences(at(31)) == []
    with pytest.raises(NotFound):
        end_silence(created.id, now=at(31))


@pytest.mark.parametrize(
    ("target", "minutes", "reason", "says"),
    [
        ("x", 60, " ", "reason"),
        ("x", 0, "y", "30 days"),
        ("x", timedelta(days=31) / timedelta(minutes=1), "y", "30 days"),
        (" ", 60, "y", "fingerprint"),
    ],
)
def test_a_silence_without_end_reason_or_target_is_refused(
    core: Flask, target: str, minutes: float, reason: str, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says):
        silence(target, until=at(minutes), reason=reason, by="ada", now=at(0))


@pytest.mark.parametrize("target", ["RedisUnreachable", "system_health"])
def test_a_silence_may_name_a_rule_or_a_type(core: Flask, target: str) -> None:
    silence(target, until=at(60), reason="moving", by="ada", now=at(0))
    silence("fax", until=at(60), reason="other", by="bob", now=at(0))

    evaluation = evaluate(redis_down(0), channels=["webhook"])

    (held,) = [decision.held_by for decision in evaluation.decisions if decision.candidate.rule == "RedisUnreachable"]
    assert held.startswith("silenced by ada")
