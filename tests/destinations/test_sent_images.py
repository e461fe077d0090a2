"""Images as WordPress and Ghost receive them: without position, upright, scaled, and once."""

import io
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PIL import Image

from fsp.content.media import store
from fsp.destinations.contract import Platform, PostImage, Tools
from fsp.destinations.images import prepare_stored
from fsp.settings import Settings
from testbed.platforms.ghost import GhostServer
from testbed.platforms.server import PlatformServer
from testbed.platforms.wordpress import WordPressServer
from tests.content.images.pictures import SECRET, exif, picture
from tests.destinations.ghost.site import Site as GhostSite
from tests.destinations.tools import NOW, MemoryUploads, post, tools
from tests.destinations.wordpress.site import Site as WordPressSite

Connect = Callable[[Tools], Platform]


@pytest.fixture(params=["wordpress", "ghost"])
def place(request: pytest.FixtureRequest) -> Iterator[tuple[PlatformServer, Connect, int]]:
    """Return a server, its platform, and the longest side of its images."""
    if request.param == "wordpress":
        wordpress = WordPressServer()
        with wordpress.running():
            site = WordPressSite(wordpress, {user.name: user.password for user in wordpress.users}, lambda: NOW)
            yield wordpress, lambda test_tools: site.account(with_tools=test_tools), 2560
        return
    ghost = GhostServer()
    ghost.clock = lambda: NOW
    with ghost.running():
        yield ghost, lambda test_tools: GhostSite(ghost, ghost.admin_api_key).account(with_tools=test_tools), 2000


def test_an_image_is_sent_upright_scaled_without_position_and_once(
    place: tuple[PlatformServer, Connect, int], settings: Settings
) -> None:
    server, connect, longest = place
    # Orientation 6: the camera was turned, so that the stored 4000 x 1000 pixels are shown as 1000 x 4000.
    sha256 = store(settings, picture("JPEG", size=(4000, 1000), exif=exif(orientation=6)))
    photo = PostImage("photo.jpg", sha256, "image/jpeg", "Beds", 1000, 4000)
    test_tools = tools(prepare=partial(prepare_stored, settings), uploads=MemoryUploads())
    html = f'<p><img src="media:{sha256}"></p>'

    connect(test_tools).create(post(html=html, images=(photo,), cover=photo))
    connect(test_tools).create(post(key="item-8", slug="second", html=html, images=(photo,)))

    (upload,) = [request for request in server.requests if b"\xff\xd8\xff" in request.body]
    data = upload.body[upload.body.index(b"\xff\xd8\xff") :]
    with Image.open(io.BytesIO(data)) as sent:
        assert sent.size == (longest // 4, longest)
        assert not sent.getexif()
    assert SECRET not in upload.body
    texts = [row.get("content") or row.get("html") for row in server.posts.values()]
    assert all(f'width="{longest // 4}" height="{longest}"' in str(text) for text in texts)
