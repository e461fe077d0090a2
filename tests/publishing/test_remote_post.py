"""What a platform gets: absolute links, images by their hash, and the address where the post belongs."""

from collections.abc import Callable
from datetime import UTC, datetime

from fsp.destinations.forem.markdown import forem_markdown
from fsp.destinations.post_files.document import by_source, with_images
from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.material import gather
from fsp.publishing.post_text import post_text
from fsp.publishing.remote_post import post_key, remote_post
from fsp.settings import Settings
from fsp.stores import db
from testbed.journal_platforms import BlindPlatform, JournalPlatform, JournalSettings, NoCredentials
from tests.destinations.tools import tools

MakeItem = Callable[..., Item]
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SHA = "ab" * 32
BODY = '![Two & "beds"](beds.png) [peas](peas.md) [top](#top) [tags](/tags/) ![](https://elsewhere.example/x.png)'


def add_image(project: Project, path: str, sha256: str) -> None:
    db.session.add(
        Media(project_id=project.id, path=path, sha256=sha256, media_type="image/png", size_bytes=9, width=8, height=6)
    )
    db.session.commit()


def test_links_are_absolute_and_images_are_named_by_their_hash(
    project: Project, make_item: MakeItem, settings: Settings
) -> None:
    add_image(project, "beds.png", SHA)
    make_item("peas", state=ItemState.PUBLISHED)
    item = make_item("beans", body=BODY, tags=("Tea",))

    post = remote_post(gather(item.id), settings=settings, came_at=NOW, key="k")

    root = "http://127.0.0.1:8000/site/garden/"
    assert f'src="media:{SHA}"' in post.html
    assert f'href="{root}peas/"' in post.html
    assert f'href="{root}tags/"' in post.html
    assert "https://elsewhere.example/x.png" in post.html
    (image,) = post.images
    assert (image.sha256, image.media_type, image.alt) == (SHA, "image/png", 'Two & "beds"')
    assert (image.source, image.width, image.height) == ("beds.png", 8, 6)
    assert (post.canonical_url, post.published_at, post.tags) == (f"{root}beans/", NOW, ("Tea",))


def test_two_paths_of_one_image_are_both_known_and_rewritten_in_markdown(
    project: Project, make_item: MakeItem, settings: Settings
) -> None:
    add_image(project, "beds.png", SHA)
    add_image(project, "copies/again.png", SHA)
    item = make_item("beans", body="![One](beds.png) ![Two](copies/again.png)")

    post = remote_post(gather(item.id), settings=settings, came_at=NOW, key="k")

    (image,) = post.images
    assert {image.source, *image.other_sources} == {"beds.png", "copies/again.png"}
    assert with_images(post, by_source(post, {SHA: "new.png"})) == "![One](new.png) ![Two](new.png)"
    assert "(beds.png)" not in forem_markdown(post, settings)
    assert forem_markdown(post, settings).count(SHA) == 2


def test_the_cover_is_apart_from_the_images_of_the_text(
    project: Project, make_item: MakeItem, settings: Settings
) -> None:
    add_image(project, "cover.png", SHA)
    item = make_item("beans")
    item.cover, item.canonical_url = "cover.png", "https://garden.example/beans"
    db.session.commit()

    post = remote_post(gather(item.id), settings=settings, came_at=NOW, key="k")

    assert post.cover is not None
    assert (post.cover.sha256, post.images) == (SHA, ())
    assert post.canonical_url == "https://garden.example/beans"


def test_a_project_without_a_site_has_no_address_of_its_own(
    project: Project, make_item: MakeItem, settings: Settings
) -> None:
    item = make_item("beans")
    db.session.query(Destination).update({"removed_at": NOW})
    db.session.commit()

    assert remote_post(gather(item.id), settings=settings, came_at=NOW, key="k").canonical_url == ""


def test_the_short_text_is_a_persons_or_made_from_the_post(make_item: MakeItem, settings: Settings) -> None:
    post = remote_post(gather(make_item("beans", title="Beans").id), settings=settings, came_at=NOW, key="k")
    settings_of = JournalSettings(url="http://127.0.0.1:1")
    blind, whole = (kind(settings_of, NoCredentials(), tools()) for kind in (BlindPlatform, JournalPlatform))

    assert post_text(post, blind, template="", text_override="") == f"Beans\n\n{post.canonical_url}"
    assert post_text(post, blind, template="New: {title}", text_override="") == "New: Beans"
    assert post_text(post, blind, template="", text_override="Mine") == "Mine"
    assert post_text(post, whole, template="", text_override="Mine") == ""


def test_a_key_is_the_same_for_every_attempt_and_another_after_a_removal(project: Project, make_item: MakeItem) -> None:
    item, other = make_item("beans"), make_item("peas")
    place = db.session.query(Destination).one()

    keys = {post_key(item, place), post_key(item, place), post_key(item, place, removals=1), post_key(other, place)}

    assert len(keys) == 3
    assert all(key.replace("-", "").isalnum() for key in keys)


def test_a_linked_image_is_one_of_the_images_and_an_attachment_is_linked_on_the_site(
    project: Project, make_item: MakeItem, settings: Settings
) -> None:
    add_image(project, "beds.png", SHA)
    add_image(project, "plan.pdf", "cd" * 32)
    item = make_item("beans", body="[Large](beds.png) [Plan](plan.pdf)")

    post = remote_post(gather(item.id), settings=settings, came_at=NOW, key="k")

    assert [image.sha256 for image in post.images] == [SHA]
    assert f'<a href="media:{SHA}"' in post.html
    assert 'href="http://127.0.0.1:8000/site/garden/media/cdcdcdcdcdcdcdcd/plan.pdf"' in post.html
