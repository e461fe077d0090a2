"""Dead letters by cause: seven causes are seven groups, and what is new since the deploy is told."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from fsp.clock import utc_now
from fsp.dead_letters.groups import count_groups, read_groups
from fsp.dead_letters.newness import Deploy
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.dead_letters.selection import Selection
from fsp.jobs.fingerprint import fingerprint
from fsp.models.dead_letter import DeadLetterQueue
from fsp.performance.deploys import mark_deploy
from fsp.stores import db
from tests.dead_letters.burying import buried_row
from tests.jobs.test_fingerprint import CAUSES, errors


def test_ten_thousand_letters_of_seven_causes_are_seven_groups(core: Flask) -> None:
    now = utc_now()
    rows: list[dict[str, Any]] = [
        {
            "job_id": f"job-{number}",
            "job_type": "export-data" if number % 2 else "generate-report",
            "queue": "low",
            "arguments": {},
            "reason": "spent",
            "error_class": error_class,
            "error_message": message,
            "fingerprint": fingerprint(error_class, message),
            "attempt_history": [],
            "buried_at": now,
        }
        for number, (error_class, message) in enumerate(errors(5, 10_000))
    ]
    db.session.execute(insert(DeadLetterQueue), rows)
    db.session.commit()

    groups = read_groups(Selection(), version="2")

    assert (len(groups), count_groups(Selection())) == (len(CAUSES), len(CAUSES))
    assert sum(group.count for group in groups) == 10_000
    assert {group.job_types for group in groups} == {("export-data", "generate-report")}


@pytest.mark.parametrize(
    ("versions", "is_new"),
    [(["2"], True), (["1"], False), (["1", "2"], False)],
)
def test_what_no_earlier_version_died_of_is_new_since_the_deploy(
    core: Flask, versions: list[str], is_new: bool
) -> None:
    buried_row(100, error="something else")
    _set_version(1, "1")
    for number, version in enumerate(versions):
        _set_version(buried_row(number, error="lost"), version)

    (group,) = (result for result in read_groups(Selection(), version="2") if "lost" in result.error)

    assert (group.is_new, list(group.versions)) == (is_new, versions)


def test_before_any_deploy_nothing_is_new(core: Flask) -> None:
    _set_version(buried_row(1), "1")

    assert not read_groups(Selection(), version="1")[0].is_new


def test_what_was_discarded_still_tells_that_a_cause_is_old(core: Flask) -> None:
    _set_version(buried_row(1), "1")
    discard(find_dead_letter(1), by="ada", now=utc_now())
    _set_version(buried_row(2), "2")

    (group,) = read_groups(Selection(), version="2")

    assert (group.count, group.is_new, group.versions) == (1, False, ("1", "2"))


def test_what_nobody_died_of_before_the_last_mark_is_new_since_that_deploy(core: Flask) -> None:
    now = utc_now()
    find_dead_letter(buried_row(1, error="old")).buried_at = now - timedelta(hours=1)
    mark_deploy("2026.10", by="ada", now=now - timedelta(minutes=2))
    mark = mark_deploy("2026.11", by="ada", now=now - timedelta(minutes=1))
    letter = find_dead_letter(buried_row(2, error="lost"))
    db.session.commit()

    groups = read_groups(Selection(), version=letter.version)

    results = {word: group.since_deploy for group in groups for word in ("old", "lost") if word in group.error}
    assert results["old"] is None
    assert results["lost"] == Deploy("2026.11", mark.at, mark.id)


def _set_version(letter_id: int, version: str) -> None:
    db.session.execute(update(DeadLetterQueue).where(DeadLetterQueue.id == letter_id).values(version=version))
    db.session.commit()
