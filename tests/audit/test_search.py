"""Finding lines of the audit log: by every part, in pages, each with what came of it."""

from datetime import timedelta

import pytest
from flask import Flask

from fsp.audit.action import Action
from fsp.audit.record import Actor, audited, record
from fsp.audit.search import AuditFilter, last_done, search, search_all
from fsp.clock import utc_now
from fsp.models.audit_entry import Via

ANNA = Actor("anna", Via.PAGE)
BEN = Actor("ben", Via.CLI)


@pytest.fixture
def done(core: Flask) -> None:
    with audited(Action.PAUSE_QUEUE, "queue low", by=ANNA, reason="too much"):
        pass
    with pytest.raises(ValueError, match="no"), audited(Action.CANCEL_JOB, "job 100%", by=BEN):
        raise ValueError("no")
    record(Action.RESUME_QUEUE, "queue low", by=BEN)


def targets(**parts: object) -> list[str]:
    return [f"{line.begun.action}: {line.outcome}" for line in search(AuditFilter(**parts))]  # type: ignore[arg-type]


def test_every_action_is_one_line_with_its_outcome(done: None) -> None:
    assert targets() == ["resume queue: begun", "cancel job: failed", "pause queue: done"]


@pytest.mark.parametrize(
    ("parts", "results"),
    [
        ({"by": "anna"}, ["pause queue: done"]),
        ({"via": "cli", "outcome": "begun"}, ["resume queue: begun"]),
        ({"outcome": "failed"}, ["cancel job: failed"]),
        ({"target": "job 100%"}, ["cancel job: failed"]),
        ({"target": "job 1%0"}, []),
        ({"text": "too"}, ["pause queue: done"]),
        ({"action": "pause queue", "by": "ben"}, []),
        ({"since": utc_now() + timedelta(hours=1)}, []),
        ({"until": utc_now() - timedelta(hours=1)}, []),
    ],
)
def test_lines_are_found_by_their_parts(done: None, parts: dict[str, object], results: list[str]) -> None:
    assert targets(**parts) == results


def test_pages_follow_each_other_without_a_gap(done: None) -> None:
    first = search(AuditFilter(), limit=2)
    rest = search(AuditFilter(), before_id=first[-1].begun.id, limit=2)

    assert [line.begun.action for line in first + rest] == [line.begun.action for line in search_all(AuditFilter())]
    assert len(first + rest) == 3


def test_the_last_one_to_do_something_is_known(done: None) -> None:
    last = last_done("queue low")

    assert last is not None
    assert (last.by, Action(last.action).past) == ("anna", "paused")
    assert last_done("queue low", but=last.begun_id) is None
