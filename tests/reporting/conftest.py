"""Reports read and write SQL: each test runs on both databases."""

import pytest
from flask import Flask


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    """Return the application core on an empty database of each kind."""
    return core_on_both
