"""The same jobs for stock RQ."""

import time


def noop() -> None:
    """Do nothing."""


def wait_for_something() -> None:
    """Wait 10 ms, as for a network."""
    time.sleep(0.01)
