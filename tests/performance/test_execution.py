"""Executions and their steps."""

import pytest

from fsp.performance.execution import Step


@pytest.mark.parametrize(
    ("name", "platform"), [("platform:wordpress", "wordpress"), ("render", None), ("platform:", None), ("", None)]
)
def test_a_step_says_which_platform_it_waits_for(name: str, platform: str | None) -> None:
    assert Step(name, 1.0).platform == platform
