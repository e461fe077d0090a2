"""Column types: what is written can be stored on both databases; what somebody damaged takes no other row with it."""

from flask import Flask
from sqlalchemy import select, text

from fsp.clock import utc_now
from fsp.models.item import Item
from fsp.models.job_history import JobHistory
from fsp.models.project import Project
from fsp.stored import FIRST, UNDECODABLE
from fsp.stores import db


def ended(number: int, **fields: object) -> JobHistory:
    reported: dict[str, object] = {
        "job_type": "t",
        "queue": "low",
        "state": "failed",
        "outcome": "failed",
        "attempt": 1,
    }
    reported |= {"ended_at": utc_now(), "arguments": {}, "labels": [], "cost": {}}
    return JobHistory(id=number, job_id=f"job-{number}", **{**reported, **fields})


def test_what_a_database_refuses_is_replaced_where_fsp_has_to_keep_it(stores: Flask) -> None:
    arguments = {"a\x00": ["\ud800", float("nan"), "\U0001f331"]}
    db.session.add(ended(1, error_message="a\x00b\udc80", arguments=arguments, labels=["tag:\x00"]))
    db.session.commit()
    db.session.expunge_all()

    row = db.session.get(JobHistory, 1)

    assert row is not None
    assert row.error_message == "a\ufffdb\ufffd"
    assert row.arguments == {"a\ufffd": ["\ufffd", "nan", "\U0001f331"]}
    assert row.labels == ["tag:\ufffd"]
    assert list(db.session.scalars(select(JobHistory.id).where(JobHistory.job_id == "x\x00\ud800"))) == []


def test_json_of_another_shape_is_read_as_what_it_should_be(stores: Flask) -> None:
    db.session.add_all([Project(id=1, slug="p", title="P"), Item(project_id=1, slug="i", title="I")])
    db.session.add(ended(1))
    db.session.commit()
    db.session.execute(text("UPDATE job_history SET arguments = '[1]', labels = '{\"a\": 1}', cost = '\"x\"'"))
    db.session.execute(text("UPDATE items SET tags = '[\"a\", 1, null]'"))
    db.session.execute(text("UPDATE projects SET platforms = '5'"))
    db.session.commit()
    db.session.expunge_all()

    row = db.session.get_one(JobHistory, 1)

    assert (row.arguments, row.labels) == ({UNDECODABLE: "[1]"}, [UNDECODABLE])
    assert db.session.scalars(select(Item.tags)).one() == ["a", UNDECODABLE, UNDECODABLE]
    assert db.session.scalars(select(Project.platforms_before_destinations)).one() == [UNDECODABLE]


def test_a_damaged_row_of_sqlite_takes_no_other_with_it(core: Flask) -> None:
    db.session.add_all([ended(1), ended(2)])
    db.session.commit()
    db.session.execute(text("UPDATE job_history SET arguments = '{', ended_at = 'never', cost = '' WHERE id = 1"))
    db.session.commit()
    db.session.expunge_all()

    first, second = db.session.scalars(select(JobHistory).order_by(JobHistory.id)).all()

    assert (first.arguments, first.ended_at) == ({UNDECODABLE: UNDECODABLE}, FIRST)
    assert (second.arguments, second.cost) == ({}, {})
