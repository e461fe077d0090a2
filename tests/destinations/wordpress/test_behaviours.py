"""WordPress's surprising behaviours, against the server on loopback."""

from collections.abc import Iterator

import pytest

from testbed.platforms.wordpress import WordPressServer
from tests.destinations.tools import NOW
from tests.destinations.wordpress.behaviours import WordPressBehaviours
from tests.destinations.wordpress.site import Site


def loopback_site(*, has_permalinks: bool = True) -> Site:
    """Return a site that is not running yet."""
    server = WordPressServer(has_permalinks=has_permalinks)
    server.clock = lambda: NOW
    return Site(server, {user.name: user.password for user in server.users}, server.clock)


class TestWordPressOnLoopback(WordPressBehaviours):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        site = loopback_site()
        with site.server.running():
            yield site

    @pytest.fixture
    def plain_site(self) -> Iterator[Site]:
        site = loopback_site(has_permalinks=False)
        with site.server.running():
            yield site
