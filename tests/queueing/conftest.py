"""Registers the job type of these tests."""

from tests import counted_pages  # noqa: F401
