"""The short text of a post at a destination."""

import pytest

from fsp.destinations.contract import Platform
from fsp.destinations.forem.account import ForemCredentials, ForemSettings
from fsp.destinations.forem.platform import ForemPlatform
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings
from fsp.destinations.mastodon.platform import MastodonPlatform
from fsp.errors import PermanentFailure
from fsp.publishing.post_text import post_text
from tests.destinations.tools import post, tools


def mastodon() -> Platform:
    credentials = MastodonCredentials.model_validate({"token": "token"})
    return MastodonPlatform(MastodonSettings(server="garden.social"), credentials, tools())


def test_the_template_of_the_destination_makes_the_text() -> None:
    text = post_text(post(), mastodon(), template="{title}: {url}", text_override="")

    assert text == "Raised beds: https://garden.example/raised-beds/"
    assert post_text(post(), mastodon(), template="", text_override="").endswith("#garden #HowTo")


def test_a_text_that_a_person_wrote_stays_as_it_is() -> None:
    assert post_text(post(), mastodon(), template="{title}", text_override="My own {words}") == "My own {words}"


def test_a_platform_of_whole_texts_gets_none() -> None:
    forem = ForemPlatform(ForemSettings(), ForemCredentials.model_validate({"api_key": "key"}), tools())

    assert post_text(post(), forem, template="{title}", text_override="words") == ""


def test_an_unusable_template_is_named() -> None:
    with pytest.raises(PermanentFailure, match=r"unknown variable .* Correct the template of the destination"):
        post_text(post(), mastodon(), template="{titel}", text_override="")
