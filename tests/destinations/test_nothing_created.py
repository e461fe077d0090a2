"""Requests before a create."""

import pytest

from fsp.destinations.nothing_created import nothing_created
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable


def test_a_lost_answer_before_the_create_leaves_nothing_open() -> None:
    with pytest.raises(ServiceUnavailable, match="gave no answer") as raised, nothing_created():
        raise AnswerLost("gave no answer", retry_after_seconds=7)

    assert not isinstance(raised.value, AnswerLost)
    assert raised.value.retry_after_seconds == 7


def test_other_errors_pass() -> None:
    with pytest.raises(PermanentFailure), nothing_created():
        raise PermanentFailure("no")
