"""The parts of a process's state: put back after the last job, whatever one of them does."""

import pytest

from fsp.worker.process_state import ProcessState, take_state


class Counted:
    restored = 0

    def restore(self) -> None:
        self.restored += 1


class Lost:
    def restore(self) -> None:
        raise SystemExit


def test_the_state_is_put_back_when_the_last_job_has_ended() -> None:
    part = Counted()
    state = ProcessState([part])

    with state.of_a_job():
        with state.of_a_job():
            assert state.is_shared
        assert (part.restored, state.is_shared) == (0, True)

    assert (part.restored, state.is_shared, state.is_lost) == (1, False, False)


def test_one_part_that_is_lost_keeps_no_other_from_being_put_back() -> None:
    part = Counted()
    state = ProcessState([Lost(), part])

    with pytest.raises(KeyError), state.of_a_job():
        raise KeyError

    assert (part.restored, state.is_lost) == (1, True)


def test_a_process_that_nothing_changed_is_put_back_at_once() -> None:
    state = take_state(has_signals=True)

    with state.of_a_job():
        pass

    assert not state.is_lost
