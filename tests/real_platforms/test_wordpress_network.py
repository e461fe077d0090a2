"""A real WordPress as a network of sites, in a folder: its address, its users, and the images that it takes."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from fsp.clock import utc_now
from fsp.destinations.contract import ImageLimits, PostImage, PreparedImage
from fsp.destinations.images import prepare_image
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from testbed.platforms.real.wordpress import RealWordPress, real_network
from tests.destinations.tools import MemoryUploads, image, post, tools
from tests.destinations.wordpress.behaviours import RICH


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWordPress]:
    with real_network(tmp_path_factory.mktemp("network")) as network:
        yield network


def account(site: RealWordPress, user: str, **changes: Any) -> WordPress:
    """Return an account of the site."""
    settings = WordPressSettings(url=changes.pop("url", site.url), username=user)
    secret = WordPressCredentials(application_password=site.passwords[user])
    return WordPress(settings, secret, tools(now=utc_now, uploads=MemoryUploads(), **changes))


@pytest.mark.parametrize("user", ["admin", "author"])
def test_a_post_is_created_found_changed_and_removed(site: RealWordPress, user: str) -> None:
    platform = account(site, user)
    draft = post(key=user, slug=f"beds-{user}", html=RICH, tags=("C++", 'say "hi"'), published_at=utc_now())

    sent = platform.create(draft)
    match, remote = platform.find(draft), platform.read(sent.external_id)
    updated = platform.update(replace(draft, title="Edited"), sent.external_id)
    platform.remove(sent.external_id)

    assert sent.url.startswith(f"{site.url}/beds-")
    assert remote
    assert (match, remote.remote_hash) == (sent, sent.remote_hash)
    assert updated.external_id == sent.external_id
    assert platform.read(sent.external_id) is None
    assert [result for result in platform.check() if not result.is_ok] == []


def test_a_user_of_another_site_of_the_network_is_named(site: RealWordPress) -> None:
    failed = [result.name for result in account(site, "contributor").check() if not result.is_ok]

    assert failed == ["May publish", "May upload"]


def test_an_address_inside_the_site_names_the_site(site: RealWordPress) -> None:
    (failed,) = account(site, "author", url=f"{site.url}/no/such/page").check()
    admin_area = account(site, "author", url=f"{site.url}/wp-admin/").check()

    assert failed.fix == f"Enter the address of the site: {site.url}"
    assert [result for result in admin_area if not result.is_ok] == []


def test_an_image_of_a_type_that_the_network_refuses_is_sent_in_another(site: RealWordPress) -> None:
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(file, "WEBP")

    def prepare(_: PostImage, limits: ImageLimits) -> PreparedImage:
        return prepare_image(file.getvalue(), limits)

    sent = account(site, "author", prepare=prepare).create(
        post(key="webp", slug="webp", cover=image("beds.webp"), published_at=utc_now())
    )

    assert sent.evidence["status"] == "publish"


def test_emoji_are_sent_as_references_to_a_site_whose_database_cannot_store_them(site: RealWordPress) -> None:
    site.make_database_old()
    colourful = post(
        key="old", slug="old", title="Beans 🫘", html="<p>🍅</p>", tags=("🍅 tag",), published_at=utc_now()
    )

    sent = account(site, "author").create(colourful)
    updated = account(site, "author").update(replace(colourful, title="Peas 🫛"), sent.external_id)
    remote = account(site, "author").read(sent.external_id)

    assert remote
    assert remote.remote_hash == updated.remote_hash
    assert account(site, "author").find(colourful) == updated
