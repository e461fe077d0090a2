"""What the history knows: a daily cycle once there are days enough, by size class, and versions of jobs."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.handlers import catalogue  # noqa: F401
from fsp.models.job_history import SEQUENCE_BITS, JobHistory
from fsp.performance.past import learn_from_history, versions_of
from fsp.stores import db

NOW = datetime(2026, 3, 10, tzinfo=UTC)
ALL, ONE = "all projects", "one project"


def remember(*, days: int, project: str | None = None, swing: float = 0.3) -> None:
    for hour in range(days * 24):
        for minute in (0, 20, 40):
            at = NOW - timedelta(hours=hour, minutes=minute + 1)
            seconds = math.exp(swing * math.sin(at.hour / 24 * 2 * math.pi))
            row = JobHistory(
                id=(round(at.timestamp() * 1000) << SEQUENCE_BITS) + (1 if project else 0),
                job_id=f"{project}-{hour}-{minute}",
                job_type="generate-report",
                queue="medium",
                state="finished",
                outcome="succeeded",
                attempt=1,
                ended_at=at,
                run_seconds=seconds,
                version="7",
                arguments={"project": project},
                labels=[],
                cost={},
            )
            db.session.add(row)
    db.session.commit()


def test_a_cycle_is_learned_from_three_days(core: Flask) -> None:
    remember(days=5)

    daily_pattern = learn_from_history("generate-report", ALL, NOW)

    assert daily_pattern is not None
    assert daily_pattern.offsets[6] == pytest.approx(0.3, abs=0.05)
    assert daily_pattern.offsets[18] == pytest.approx(-0.3, abs=0.05)


def test_two_days_are_too_few(core: Flask) -> None:
    remember(days=1)

    assert learn_from_history("generate-report", ALL, NOW) is None


def test_another_size_class_teaches_nothing(core: Flask) -> None:
    remember(days=5, project="garden")

    assert learn_from_history("generate-report", ALL, NOW) is None
    assert learn_from_history("generate-report", ONE, NOW) is not None


def test_the_version_a_job_ran_under_is_known(core: Flask) -> None:
    remember(days=1)

    assert versions_of(["None-0-0", "never"]) == {"None-0-0": "7"}
