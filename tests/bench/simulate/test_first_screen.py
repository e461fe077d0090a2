"""A healthy load for an hour and a half: the overview stays all clear. `make simulate` runs eight hours, five times."""

from bench.simulate.first_screen import LOOK_SECONDS, healthy_verdicts
from testbed.alert_system import SEED


def test_a_healthy_load_is_all_clear_at_every_look() -> None:
    hours = 1.5

    looks = list(healthy_verdicts(hours=hours, seed=SEED))

    assert len(looks) == hours * 3600 / LOOK_SECONDS
    assert {verdict.key for verdict, _ in looks} == {"all clear"}
    # A screen that shows every failure would have been red: the load is not healthy for want of failures.
    assert any(is_red for _, is_red in looks)
