"""M24: a week of evaluations as they were written down, explained one by one, and judged again."""

import random
import tempfile
from pathlib import Path

from bench.bounds import Line
from fsp.alerts.evaluate import evaluate
from fsp.conditions.facts.infrastructure import DatabaseFacts, RedisFacts
from fsp.conditions.facts.work import CircuitFacts, JobTypeFacts
from fsp.conditions.snapshot import Snapshot
from fsp.core import core_app
from fsp.models import catalogue  # noqa: F401
from fsp.settings import Settings
from fsp.stores import db
from testbed.alert_system import DAY, SEED, START, at
from testbed.back_test import back_test, kept_snapshots

DAYS = 7


def back_testing() -> list[Line]:
    """Live a week on a real database, in simulated time, and compare."""
    chance, live, silent, unexplained = random.Random(SEED), [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        app = core_app(Settings(data_dir=Path(folder), secret_key="a simulation's secret key"))
        with app.app_context():
            db.create_all()
            for number in range(DAYS * DAY):
                reading = _reading(chance, number)
                for decision in evaluate(reading, channels=["webhook"]).decisions:
                    silent += decision.notice is None
                    unexplained += decision.notice is None and not decision.held_by
                    if decision.after.is_active and not decision.before.is_active:
                        live.append((reading.at, decision.candidate.fingerprint))
            again = back_test(kept_snapshots())
            db.session.remove()
            db.engine.dispose()
    different = len(set(live) ^ set(again)) + (live != again)
    return [
        Line(
            "M24", f"silent evaluations without a reason, of {silent:,}", str(unexplained), "0", "all", unexplained == 0
        ),
        Line(
            "M24",
            f"firings of {DAYS} days that a back-test finds otherwise, of {len(live)}",
            str(different),
            "0",
            "–",
            different == 0 and len(live) > 50,
        ),
    ]


def _reading(chance: random.Random, number: int) -> Snapshot:
    ended = chance.randint(0, 12)
    return Snapshot(
        at(number),
        database=DatabaseFacts(answers=True, milliseconds=chance.choice([100, 450, 600])),
        redis=RedisFacts(answers=chance.random() > 0.02),
        job_types=(JobTypeFacts("export-data", ended, chance.randint(0, ended)),),
        circuits=(CircuitFacts("export-data", "open", START, "5 failures"),) if number // 20 % 3 == 0 else (),
    )
