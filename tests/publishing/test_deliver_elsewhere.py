"""A post of a project at WordPress and Ghost, from its Markdown to its removal, as the jobs do it."""

from collections.abc import Callable

from fsp.models.item import Item
from testbed.platforms.ghost import GhostServer
from testbed.platforms.ghost_posts import API
from testbed.platforms.server import PlatformServer
from testbed.platforms.wordpress import WordPressServer
from tests.publishing.elsewhere import Place, add_place, check_life_of_a_post, pictured_item
from tests.publishing.journal import Journals

MakeItem = Callable[..., Item]


def edit_by_hand(server: PlatformServer, number: str) -> None:
    server.posts[number].update(title="By hand")


def test_the_life_of_a_post_at_wordpress(journal: Journals, make_item: MakeItem) -> None:
    server = WordPressServer()
    author = server.users[1]
    with server.running():
        row = add_place(
            journal,
            "wordpress",
            {"url": server.url, "username": author.name},
            {"application_password": author.password},
        )
        place = Place(server, row, "POST /wp-json/wp/v2/posts", "POST /wp-json/wp/v2/media", edit_by_hand)
        check_life_of_a_post(place, journal, pictured_item(journal, make_item))


def test_the_life_of_a_post_at_ghost(journal: Journals, make_item: MakeItem) -> None:
    server = GhostServer()
    with server.running():
        row = add_place(journal, "ghost", {"url": server.url}, {"admin_api_key": server.admin_api_key})
        place = Place(server, row, f"POST {API}/posts/", f"POST {API}/images/upload/", edit_by_hand)
        check_life_of_a_post(place, journal, pictured_item(journal, make_item))
