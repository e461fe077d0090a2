"""A real WordPress behind nginx and PHP-FPM: answers of nginx are pages of HTML, and uploads have its limit of 1 MB."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fsp.clock import utc_now
from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from fsp.errors import ServiceUnavailable
from testbed.platforms.real.nginx import Front
from testbed.platforms.real.wordpress import RealWordPress, wordpress_behind_nginx
from testbed.platforms.real.wordpress_proxy import WordPressProxy
from tests.destinations.tools import MemoryUploads, image, png, post, tools
from tests.publishing.elsewhere import MakeItem, Place, add_place, check_life_of_a_post, pictured_item
from tests.publishing.journal import Journals
from tests.real_platforms.test_wordpress import edit_by_hand

Behind = tuple[RealWordPress, Front]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """Run one WordPress behind nginx for this file."""
    with wordpress_behind_nginx(tmp_path_factory.mktemp("nginx")) as running:
        yield running


def account(site: RealWordPress, **changes: object) -> WordPress:
    settings = WordPressSettings(url=site.url, username="author")
    credentials = WordPressCredentials(application_password=site.passwords["author"])
    return WordPress(settings, credentials, tools(now=utc_now, uploads=MemoryUploads(), **changes))


def prepare_large(image: PostImage, limits: ImageLimits) -> PreparedImage:
    """Return an image as large as the limits allow, up to 3 MB."""
    size = min(limits.max_bytes, 3_000_000)
    return PreparedImage(png() + b"\0" * (size - len(png())), "image/png", 8, 6, f"{image.sha256[:12]}.png")


def test_the_account_is_sound_and_the_header_with_the_password_arrives(behind: Behind) -> None:
    assert [result for result in account(behind[0]).check() if not result.is_ok] == []


def test_the_life_of_a_post(behind: Behind, journal: Journals, make_item: MakeItem) -> None:
    behind[0].reset()
    with WordPressProxy(behind[0]).running() as proxy:
        settings = {"url": proxy.url, "username": "author"}
        row = add_place(journal, "wordpress", settings, {"application_password": behind[0].passwords["author"]})
        place = Place(proxy, row, "POST /wp-json/wp/v2/posts", "POST /wp-json/wp/v2/media", edit_by_hand)

        check_life_of_a_post(place, journal, pictured_item(journal, make_item))


def test_an_image_that_nginx_refuses_is_sent_smaller(behind: Behind) -> None:
    beds = image()
    html = f'<p><img src="media:{beds.sha256}" alt="Beds"></p>'

    sent = account(behind[0], prepare=prepare_large).create(
        post(key="large", slug="large", html=html, images=(beds,), published_at=utc_now())
    )

    uploads = [path for path in (behind[0].folder / "wp-content" / "uploads").rglob("*.png") if "-" in path.name]
    assert sent.external_id
    assert max(path.stat().st_size for path in uploads) <= 1_000_000


def test_a_php_that_is_down_is_waited_for(behind: Behind) -> None:
    # The last test of this file: PHP stays down.
    behind[1].stop_php()

    with pytest.raises(ServiceUnavailable, match="502"):
        account(behind[0]).create(replace(post(), key="down"))
    failed = [result for result in account(behind[0]).check() if not result.is_ok]

    assert failed
    assert "502" in failed[0].seen
