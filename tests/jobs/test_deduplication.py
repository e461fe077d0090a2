"""What makes two jobs the same."""

import pytest

from fsp.jobs.deduplication import Deduplication, Release


def test_a_callers_key_counts_before_the_arguments() -> None:
    rule = Deduplication(arguments=("project",))

    assert rule.digest("k", {"project": "a"}) == rule.digest("k", {"project": "b"})
    assert rule.digest(None, {"project": "a", "other": 1}) == rule.digest(None, {"project": "a", "other": 2})
    assert rule.digest(None, {"project": "a"}) != rule.digest(None, {"project": "b"})


def test_without_either_no_job_is_the_same_as_another() -> None:
    assert Deduplication().digest(None, {"project": "a"}) is None


@pytest.mark.parametrize("rule", [{"window_seconds": -1}, {"release": Release.WINDOW}])
def test_senseless_windows_are_refused(rule: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="window"):
        Deduplication(**rule)  # type: ignore[arg-type]
