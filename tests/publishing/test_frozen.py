"""What a publication freezes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fsp.clock import from_epoch, iso
from fsp.models.item import Item
from fsp.publishing.frozen import FrozenImage, content_hash, freeze, frozen_images, published_at_of
from fsp.publishing.frozen_moments import moment_from_text

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
MakeItem = Callable[..., Item]


def hash_of(item: Item) -> str:
    return content_hash(freeze(item, published_at=NOW, images={}, tag_slugs={}), "Text")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Other"),
        ("summary", "S"),
        ("tags", ["Tea"]),
        ("slug", "other"),
        ("authors", ["Ada"]),
        ("language", "de"),
        ("cover", "x.png"),
        ("is_unlisted", True),
        ("canonical_url", "https://x.org/"),
    ],
)
def test_a_change_of_anything_a_page_shows_changes_the_hash(make_item: MakeItem, field: str, value: object) -> None:
    item = make_item("beans")
    before = hash_of(item)

    setattr(item, field, value)

    assert hash_of(item) != before


def test_the_text_and_the_images_count_and_the_addresses_of_tags_do_not(make_item: MakeItem) -> None:
    item = make_item("beans")
    frozen = freeze(item, published_at=NOW, images={}, tag_slugs={})

    assert content_hash(frozen, "A") != content_hash(frozen, "B")
    assert content_hash(frozen | {"images": {"i.png": ["a", 1, 1]}}, "A") != content_hash(frozen, "A")
    assert content_hash(frozen | {"tag_slugs": {"Tea": "tea-2"}}, "A") == content_hash(frozen, "A")


def test_the_offset_of_a_date_counts_as_long_as_it_is_the_date_of_the_file(make_item: MakeItem) -> None:
    item = make_item("beans", publish_at=NOW)
    item.imported = {"publish_at": iso(NOW), "utc_offset": 540}
    frozen = freeze(item, published_at=NOW, images={}, tag_slugs={})
    item.publish_at = NOW + timedelta(days=1)

    assert frozen["utc_offset"] == 540
    assert freeze(item, published_at=NOW, images={}, tag_slugs={})["utc_offset"] is None


def test_a_post_shows_the_date_it_was_given_but_none_later_than_it_came(make_item: MakeItem) -> None:
    assert published_at_of(make_item("a", publish_at=NOW - timedelta(days=9)), NOW) == NOW - timedelta(days=9)
    assert published_at_of(make_item("b", publish_at=NOW + timedelta(days=9)), NOW) == NOW
    assert published_at_of(make_item("c"), NOW) == NOW


def test_a_moment_that_cannot_be_read_is_the_first_there_is() -> None:
    assert moment_from_text(None) == from_epoch(0)


def test_images_are_read_as_they_were_frozen(make_item: MakeItem) -> None:
    images = {"i.png": FrozenImage("a" * 64, 4, 2)}

    assert frozen_images(freeze(make_item("beans"), published_at=NOW, images=images, tag_slugs={})) == images
    assert frozen_images({"images": {"i.png": "of another form"}}) == {}
