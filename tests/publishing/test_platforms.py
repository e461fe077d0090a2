"""The contract every platform keeps: published twice is published once, and settling again is harmless."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fsp import publishing
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


def test_every_platform_is_in_the_list() -> None:
    folder = Path(publishing.__file__ or "").parent
    modules = sorted(f"fsp.publishing.{path.parent.name}.platform" for path in folder.glob("*/platform.py"))

    listed = {place.partition(":")[0] for place in PLATFORMS.values()}
    missing = [module for module in modules if module not in listed]
    assert missing == [], "add these platforms to PLATFORMS in fsp/publishing/platforms.py"


def test_an_unknown_platform_is_refused_for_good(settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="site"):
        platform("myspace", settings)
