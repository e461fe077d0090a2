"""FSP's counter and the server's verdict agree, for 200 texts around the limit on each platform that has one.

The servers count by code of their own, from the platforms' documentation (`testbed.platforms.characters`).
"""

import random
from collections.abc import Callable

import pytest

from fsp.destinations.bluesky.account import BlueskyCredentials, BlueskySettings
from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.contract import Platform
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings
from fsp.destinations.mastodon.platform import MastodonPlatform
from fsp.destinations.short_text import count_text, short_text
from fsp.errors import PermanentFailure
from testbed.platforms.bluesky import BlueskyServer
from testbed.platforms.mastodon import MastodonServer
from testbed.platforms.server import PlatformServer
from tests.destinations.tools import post, tools

SEED = 20261130
TEXTS = 200
PIECES = (
    "Raised beds ",
    "grün ",
    "e\u0301te\u0301 ",
    "有機農業",
    "각국 ",
    "한글",
    "हिन्दी लेख ",
    "क्षेत्र ",
    "ไทย ",
    "עברית ",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "🇦🇹🇩🇪",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "1️⃣",
    "☀️ ",
    "\r\n",
    "\n\n",
    "https://garden.example/a/long/address?with=a&query=1#end ",
    "(see https://garden.example/wiki/Bed_(garden)). ",
    "https://bücher.example/ü, ",
    "@ada@garden.social ",
    "@bob ",
    "ada@garden.example ",
    "#Garden ",
    "z\u0335\u0321\u0321 ",
)

Connected = tuple[PlatformServer, Platform]


def mastodon() -> Connected:
    server = MastodonServer()
    server.start()
    credentials = MastodonCredentials.model_validate({"token": server.token})
    return server, MastodonPlatform(MastodonSettings(server=server.url), credentials, tools())


def bluesky() -> Connected:
    server = BlueskyServer()
    server.start()
    credentials = BlueskyCredentials.model_validate({"app_password": server.password})
    return server, BlueskyPlatform(BlueskySettings(handle=server.handle, service=server.url), credentials, tools())


def text_near(limit: int, length: Callable[[str], int], randomness: random.Random) -> str:
    """Return a mixed text whose length is around the limit: a third of them is too long."""
    target, text = limit + randomness.randint(-10, 5), ""
    while length(text) < target:
        text += randomness.choice(PIECES)
    while length(text) > target and randomness.random() < 0.9:
        text = text[:-1]
    return text.strip() or "x"


@pytest.mark.parametrize("connect", [mastodon, bluesky])
def test_the_counter_agrees_with_the_server(connect: Callable[[], Connected]) -> None:
    server, platform = connect()
    randomness, verdicts = random.Random(SEED), []
    try:
        for number in range(TEXTS):
            text = text_near(platform.abilities.max_length or 0, platform.length, randomness)
            try:
                platform.create(post(key=f"item-{number}", text=text))
                is_accepted = True
            except PermanentFailure:
                is_accepted = False
            verdicts.append((count_text(text, platform).fits, is_accepted, text))
    finally:
        server.stop()

    assert [text for fits, is_accepted, text in verdicts if fits is not is_accepted] == []
    assert 20 < sum(is_accepted for _, is_accepted, _ in verdicts) < TEXTS - 20


@pytest.mark.parametrize("connect", [mastodon, bluesky])
def test_every_text_from_a_template_is_accepted_with_its_whole_link(connect: Callable[[], Connected]) -> None:
    server, platform = connect()
    randomness = random.Random(SEED)
    try:
        for number in range(TEXTS):
            title = "".join(randomness.choices(PIECES, k=randomness.randint(1, 40)))
            summary = "".join(randomness.choices(PIECES, k=randomness.randint(0, 200)))
            long = post(key=f"item-{number}", title=title, summary=summary)
            text = short_text(long, platform)
            platform.create(post(key=f"item-{number}", text=text))
            assert long.canonical_url in text.split()
    finally:
        server.stop()

    assert len(server.created) == TEXTS
