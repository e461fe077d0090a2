"""The contract every platform keeps: published twice is published once, and settling again is harmless."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from fsp.errors import PermanentFailure
from fsp.models.item import Item
from fsp.publishing.platform import Post
from fsp.publishing.platforms import PLATFORMS, platform
from fsp.settings import Settings


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_second_call_gives_the_first_ones_place(
    name: str, make_item: Callable[..., Item], settings: Settings
) -> None:
    item = make_item("beans")
    post = Post("k", item.id, item.project_id, "garden", "beans", "Beans", "", "Text", (), datetime.now(UTC))
    place = platform(name, settings)

    first = place.find(post) or place.publish(post)
    place.settle(post)
    second = place.find(post) or place.publish(post)
    place.settle(post)

    assert (place.name, first) == (name, second)


def test_an_unknown_platform_is_refused_for_good(settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="site"):
        platform("myspace", settings)
