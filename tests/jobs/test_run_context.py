"""What a running job knows of itself."""

import pytest

from fsp.jobs.run_context import Run, current_run, running


def test_a_run_is_known_inside_and_forgotten_outside() -> None:
    with running(Run("a", "t")), running(Run("b", "t", 2)):
        assert current_run() == Run("b", "t", 2)

    with pytest.raises(LookupError, match="no job is running"):
        current_run()
