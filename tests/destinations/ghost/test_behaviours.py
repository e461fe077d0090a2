"""Ghost's surprising behaviours, against the server on loopback."""

from collections.abc import Iterator

import pytest

from fsp.errors import PermanentFailure
from testbed.platforms.ghost import GhostServer
from tests.destinations.ghost.behaviours import GhostBehaviours
from tests.destinations.ghost.site import Site, due
from tests.destinations.tools import NOW, post


class TestGhostOnLoopback(GhostBehaviours):
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        server = GhostServer()
        server.clock = lambda: NOW
        with server.running():
            yield Site(server, server.admin_api_key, server.clock)

    @pytest.mark.parametrize("status", ["published", "draft"])
    def test_an_author_publishes_posts_of_their_own(self, site: Site, status: str) -> None:
        assert isinstance(site.server, GhostServer)
        site.server.staff_role = "Author"
        account = site.account(key=site.server.staff_token, status=status)

        sent = account.create(due(post(), site))

        assert (sent.evidence["status"], account.find(post()) == sent) == (status, True)
        assert len(site.server.created) == 1

    def test_an_author_chooses_no_visibility(self, site: Site) -> None:
        assert isinstance(site.server, GhostServer)
        site.server.staff_role = "Author"
        account = site.account(key=site.server.staff_token, visibility="paid")

        with pytest.raises(PermanentFailure, match="may not choose the visibility"):
            account.create(due(post(), site))

        assert site.server.created == []
        assert [result.name for result in account.check() if not result.is_ok] == ["May publish"]

    def test_a_contributor_creates_nothing_because_the_marker_would_be_dropped(self, site: Site) -> None:
        assert isinstance(site.server, GhostServer)
        account = site.account(key=site.server.staff_token, status="draft")

        with pytest.raises(PermanentFailure, match="Contributor"):
            account.create(due(post(), site))

        assert site.server.created == []

    @pytest.mark.parametrize("path", ["/ghost", "/ghost/", "/ghost/#/settings/integrations", "/ghost/api/admin/"])
    def test_the_address_of_the_admin_area_is_that_of_the_site(self, site: Site, path: str) -> None:
        failed = [result for result in site.account(url=f"{site.server.url}{path}").check() if not result.is_ok]

        assert failed == []

    def test_a_password_in_front_of_the_site_is_named(self, site: Site) -> None:
        site.server.fail_next(401, headers={"Content-Type": "text/html"}, body=b"<h1>401</h1>")

        (failed,) = [result for result in site.account().check() if not result.is_ok]

        assert "in front of Ghost asks for a password" in failed.seen
