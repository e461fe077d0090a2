"""The same on PostgreSQL, where transactions overlap: evaluators and deliverers at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.conditions.facts.infrastructure import RedisFacts
from fsp.conditions.facts.work import ScheduleFacts
from fsp.conditions.snapshot import Snapshot
from fsp.core import core_app
from fsp.models.alert import Alert
from fsp.models.alert_notice import AlertNotice, AlertNoticeEntry
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.processes import firsts_of_racing_evaluators
from tests.alerts.received import fingerprints, keys
from tests.alerts.steps import START, Clock, at, outside, webhook
from tests.receiver import Receiver


@pytest.fixture
def postgres(postgres_server: str, tmp_path: Path) -> Iterator[Flask]:
    app = core_app(Settings(data_dir=tmp_path, database_url=postgres_server, secret_key="x"))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def at_once(app: Flask, work: Callable[[], object], count: int) -> list[object]:
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            results.append(work())
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_evaluators_and_deliverers_at_once_tell_everything_once(
    postgres: Flask, receiver: Receiver, clock: Clock
) -> None:
    firsts = []
    for trial in range(40):
        missed = (ScheduleFacts(f"task-{trial}", overdue_since=START, cause="scheduler down"),)
        reading = Snapshot(at(5 * trial), schedules=missed)
        clock.moment = reading.at
        firsts += at_once(postgres, lambda reading=reading: evaluate(reading, channels=["webhook"]).was_first, 3)  # type: ignore[misc]
        at_once(postgres, lambda: deliver_due([webhook(receiver)], outside(clock)), 3)

    alerts = db.session.scalars(select(Alert)).all()
    reported = fingerprints(receiver)
    firing = [name for name, reason in reported if reason == "firing"]
    assert (len(firsts), firsts.count(True), len(alerts)) == (120, 40, 40)
    assert len(firing) == len(set(firing)) == 40
    assert len(keys(receiver)) == len(set(keys(receiver)))


def test_two_processes_on_the_same_tick_never_both_tell_in_200_trials(
    postgres: Flask, postgres_server: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres_server, secret_key="x")

    firsts = firsts_of_racing_evaluators(settings, at(0), ticks=200, processes=2)

    begun = select(AlertNoticeEntry.alert_id).join(AlertNotice).where(AlertNotice.state == "waiting")
    notice_statuses = list(db.session.scalars(begun))
    assert sorted(firsts) == list(range(200))
    assert len(notice_statuses) == len(set(notice_statuses)) == 200


def test_evaluators_of_different_ticks_at_once_do_not_both_begin_an_episode(postgres: Flask) -> None:
    moments = iter([at(0), at(5), at(10)])

    def work() -> bool:
        reading = Snapshot(next(moments), redis=RedisFacts(answers=False))
        return evaluate(reading, channels=["webhook"]).was_first

    firsts = at_once(postgres, work, 3)

    assert firsts == [True] * 3
    assert len(db.session.scalars(select(Alert)).all()) == 1
