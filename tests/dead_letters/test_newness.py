"""Since which deploy a cause is there: marks and versions together, never one against the other."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.dead_letters.newness import Deploy, new_in_version, new_since
from fsp.models.deploy_mark import DeployMark

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
FIRST = DeployMark(id=1, at=NOON - 10 * AN_HOUR, version="1", by="ada")
LAST = DeployMark(id=2, at=NOON, version="2", by="ada")
LONG_AGO = NOON - 100 * AN_HOUR


@pytest.mark.parametrize(
    ("first_at", "versions", "marks", "oldest_at", "results"),
    [
        (NOON + AN_HOUR, ["2"], [FIRST, LAST], LONG_AGO, Deploy("2", NOON, 2)),
        (NOON, [], [FIRST, LAST], NOON, Deploy("2", NOON, 2)),
        (NOON - AN_HOUR, ["2"], [FIRST, LAST], LONG_AGO, None),
        # A worker of the version before was still running.
        (NOON + AN_HOUR, ["1"], [FIRST, LAST], LONG_AGO, None),
        (NOON + AN_HOUR, ["1", "2"], [FIRST, LAST], LONG_AGO, None),
        # The first mark is no deploy of something new, unless jobs died before it.
        (NOON + AN_HOUR, ["2"], [LAST], NOON + AN_HOUR, None),
        (NOON + AN_HOUR, ["2"], [LAST], LONG_AGO, Deploy("2", NOON, 2)),
        (NOON + AN_HOUR, ["2"], [], LONG_AGO, None),
    ],
)
def test_a_cause_is_new_if_nobody_died_of_it_before_the_last_deploy(
    first_at: datetime, versions: list[str], marks: list[DeployMark], oldest_at: datetime, results: Deploy | None
) -> None:
    assert new_since(first_at, versions, version="2", marks=marks, oldest_at=oldest_at) == results


def test_a_version_is_named_by_its_first_mark_or_by_itself() -> None:
    again = DeployMark(id=3, at=NOON + AN_HOUR, version="2", by="ada")

    assert new_in_version("2", [FIRST, LAST, again]) == Deploy("2", NOON, 2)
    assert new_in_version("3", [FIRST, LAST]) == Deploy("3")
