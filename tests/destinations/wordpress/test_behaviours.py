"""WordPress's surprising behaviours, against the server on loopback."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage
from fsp.errors import PermanentFailure
from testbed.platforms.wordpress import WordPressServer
from tests.destinations.tools import NOW, image, png, post, tools
from tests.destinations.wordpress.behaviours import WordPressBehaviours
from tests.destinations.wordpress.site import Site, due


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

    @pytest.mark.parametrize("noise", [b"<br />\n<b>Notice</b>:  x[0] {y} in <b>z.php</b>\n", b"\xef\xbb\xbf", b"[]\n"])
    def test_a_notice_before_the_json_does_not_hide_the_answer(self, site: Site, noise: bytes) -> None:
        assert isinstance(site.server, WordPressServer)
        site.server.noise = noise

        sent = site.account().create(due(post(tags=("Garden",)), site))
        failed = [result.name for result in site.account().check() if not result.is_ok]
        wrong = [result.seen for result in site.account(password="wrong").check() if not result.is_ok]
        with pytest.raises(PermanentFailure, match="replace its credentials"):
            site.account(password="wrong").create(due(post(key="item-8"), site))

        assert failed == []
        assert "password" in wrong[0]
        site.server.noise = b""
        assert [row["id"] for row in site.all_posts()] == [int(sent.external_id)]
        assert site.account().find(post()) == sent

    def test_an_image_of_a_type_that_the_site_refuses_is_sent_in_another(self, site: Site) -> None:
        assert isinstance(site.server, WordPressServer)
        site.server.allowed_types = {"jpg", "png"}
        types: list[tuple[str, ...]] = []

        def prepare(_: PostImage, limits: ImageLimits) -> PreparedImage:
            types.append(limits.media_types)
            if "image/webp" in limits.media_types:
                return PreparedImage(b"RIFF....WEBP", "image/webp", 8, 6, "beds.webp")
            return PreparedImage(png(), "image/png", 8, 6, "beds.png")

        site.account(with_tools=tools(prepare=prepare, now=site.now)).create(due(post(cover=image()), site))

        (upload,) = site.server.uploads.values()
        assert upload["source_url"].endswith(".png")
        assert len(types) == 2

    def test_emoji_are_sent_as_references_to_a_site_whose_database_cannot_store_them(self, site: Site) -> None:
        assert isinstance(site.server, WordPressServer)
        site.server.has_old_database = True
        colourful = due(post(title="Beans 🫘", html="<p>🍅</p>", tags=("🍅 tag", "日本")), site)

        sent = site.account().create(colourful)
        updated = site.account().update(replace(colourful, title="Peas 🫛"), sent.external_id)

        row, names = site.stored(sent.external_id), {term["name"] for term in site.get("wp/v2/tags")}
        assert (row["title"]["raw"], "<p>&#x1f345;</p>" in row["content"]["raw"]) == ("Peas &#x1fadb;", True)
        assert names == {"&#x1f345; tag", "日本"}
        assert site.account().find(colourful) == updated
        assert len(site.server.created) == 1

    def test_an_image_that_the_web_server_finds_too_large_is_sent_smaller(self, site: Site) -> None:
        assert isinstance(site.server, WordPressServer)
        site.server.max_body_bytes = 1_048_576
        sizes: list[int] = []

        def prepare(_: PostImage, limits: ImageLimits) -> PreparedImage:
            sizes.append(limits.max_bytes)
            return PreparedImage(png() + b" " * (min(limits.max_bytes, 3_000_000) - 200), "image/png", 8, 6, "b.png")

        site.account(with_tools=tools(prepare=prepare, now=site.now)).create(due(post(cover=image()), site))

        assert sizes == [8_000_000, 1_000_000]
        assert len(site.server.uploads) == 1

    def test_an_image_that_is_too_large_in_every_size_is_a_permanent_failure(self, site: Site) -> None:
        assert isinstance(site.server, WordPressServer)
        site.server.fail_next(413, body=b"<h1>413</h1>", count=9, on="POST /wp-json/wp/v2/media")

        def prepare(_: PostImage, limits: ImageLimits) -> PreparedImage:
            return PreparedImage(png() + b" " * (limits.max_bytes - 200), "image/png", 8, 6, "b.png")

        with pytest.raises(PermanentFailure, match="the request is too large"):
            site.account(with_tools=tools(prepare=prepare, now=site.now)).create(due(post(cover=image()), site))

        assert site.server.faults_left == 6

    @pytest.fixture
    def plain_site(self) -> Iterator[Site]:
        site = loopback_site(has_permalinks=False)
        with site.server.running():
            yield site
