"""Tests against real servers. `make test-platforms` runs them; the suite does not, because installing takes minutes."""

import os

collect_ignore_glob = [] if os.environ.get("FSP_REAL_PLATFORMS") else ["test_*.py"]
