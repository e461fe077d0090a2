"""A forked copy leaves at the end of its block, with the code Python would end with."""

import os
import sys

import pytest

from fsp.worker.forked import only_this_process


def code_of_a_copy(error: BaseException | None) -> int:
    with only_this_process():
        copy = os.fork()
        if copy == 0:
            sys.stdout.close()
            if error is not None:
                raise error
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])


@pytest.mark.parametrize(
    ("error", "code"),
    [(None, 0), (ValueError(), 1), (SystemExit(7), 7), (SystemExit(None), 0), (SystemExit("no"), 1)],
    ids=["returns", "raises", "asks for 7", "asks for nothing", "says why"],
)
def test_a_copy_leaves_and_the_process_goes_on(error: BaseException | None, code: int) -> None:
    assert code_of_a_copy(error) == code
