"""Ghost's surprising behaviours, against the server on loopback."""

from collections.abc import Iterator

import pytest

from testbed.platforms.ghost import GhostServer
from tests.destinations.ghost.behaviours import GhostBehaviours
from tests.destinations.ghost.site import Site
from tests.destinations.tools import NOW


class TestGhostOnLoopback(GhostBehaviours):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        server = GhostServer()
        server.clock = lambda: NOW
        with server.running():
            yield Site(server, server.admin_api_key, server.clock)
