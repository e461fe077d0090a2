"""Late is a decision of each destination."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.models.destination import AfterLate
from fsp.publishing.lateness import LatenessPolicy, Timeliness, timeliness

DUE = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = DUE - 1000 * HOUR


def policy(
    max_lateness: timedelta | None = HOUR, after_late: AfterLate = AfterLate.HOLD, *, older: bool = False
) -> LatenessPolicy:
    return LatenessPolicy(max_lateness, after_late, older, since=LONG_AGO)


@pytest.mark.parametrize(
    ("lateness_policy", "late", "decision"),
    [
        (policy(), HOUR, Timeliness.SEND),
        (policy(), HOUR + timedelta(seconds=1), Timeliness.HOLD),
        (policy(after_late=AfterLate.SEND), 3 * HOUR, Timeliness.SEND),
        (policy(None), 10_000 * HOUR, Timeliness.SEND),
        (policy(timedelta()), timedelta(seconds=1), Timeliness.HOLD),
    ],
)
def test_a_late_post_is_sent_or_held(lateness_policy: LatenessPolicy, late: timedelta, decision: Timeliness) -> None:
    assert timeliness(DUE, lateness_policy, now=DUE + late, imported_at=None) == decision


@pytest.mark.parametrize(("older", "decision"), [(True, Timeliness.SEND), (False, Timeliness.SKIP)])
def test_a_post_older_than_the_destination_or_its_import_is_sent_only_where_wanted(
    older: bool, decision: Timeliness
) -> None:
    before_destination = timeliness(LONG_AGO - HOUR, policy(older=older), now=DUE, imported_at=None)
    before_import = timeliness(DUE, policy(older=older), now=DUE + 2 * HOUR, imported_at=DUE + HOUR)

    assert [before_destination, before_import] == [decision, decision]
