"""Schedules in the API."""

from flask.testing import FlaskClient

from fsp.jobs.schedule import all_schedules


def test_schedules_are_listed_with_their_next_ticks(program: FlaskClient) -> None:
    found = program.get("/api/schedules").json["schedules"]

    assert [one["name"] for one in found] == [schedule.name for schedule in all_schedules()]
    assert {(len(one["nextTicks"]), one["overdueSince"]) for one in found} == {(5, None)}
