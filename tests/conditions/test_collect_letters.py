"""What SQL knows of failures: the dead letters of the last hour, and the most common error of each type."""

from datetime import timedelta

from flask import Flask

from fsp.clock import utc_now
from fsp.conditions.collect_letters import read_common_errors, read_dead_letters
from fsp.stores import db
from tests.dead_letters.burying import buried, buried_row


def test_the_commonest_error_of_each_type_is_found(core: Flask) -> None:
    for number in range(3):
        buried_row(number, error="lost")
    buried_row(10, error="rare")
    buried_row(11, "generate-report", error="other")
    db.session.commit()

    (result,) = read_common_errors({"export-data", "clean-up"}, utc_now() + timedelta(minutes=1))
    (later,) = read_common_errors({"export-data"}, utc_now() + timedelta(hours=2))

    assert (result.job_type, result.jobs, result.is_of_last_hour) == ("export-data", 3, True)
    assert result.error.startswith("ValueError: lost at row")
    assert (later.jobs, later.is_of_last_hour) == (3, False)
    assert read_common_errors({"export-data"}, utc_now() + timedelta(days=2)) == ()


def test_dead_letters_are_those_of_the_last_hour_and_all_there_are(core: Flask) -> None:
    assert read_dead_letters(utc_now()).last_hour == 0
    for number in range(3):
        buried_row(number, error="lost")
    buried("j", arguments={}, reason="poison", error_class="E", error="")
    db.session.commit()

    fresh, later = read_dead_letters(utc_now()), read_dead_letters(utc_now() + timedelta(hours=2))

    assert (fresh.last_hour, fresh.total, fresh.poison_last_hour) == (4, 4, 1)
    assert fresh.first_at is not None
    assert abs(fresh.first_at - utc_now()) < timedelta(minutes=5)
    assert fresh.commonest.startswith("ValueError: lost")
    assert (later.last_hour, later.total, later.poison_last_hour, later.first_at) == (0, 4, 0, None)
