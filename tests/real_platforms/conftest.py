"""Tests against real servers. `make test-platforms` runs them; the suite does not, because installing takes minutes."""

import os

from tests.publishing.conftest import journal, make_item, project

__all__ = ["journal", "make_item", "project"]

collect_ignore_glob = [] if os.environ.get("FSP_REAL_PLATFORMS") else ["test_*.py"]
