"""A receiver on loopback for the tests of alerts."""

from collections.abc import Iterator

import pytest

from tests.alerts.steps import Clock
from tests.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


@pytest.fixture
def clock() -> Clock:
    return Clock()
