"""The short text of a post: from its template, and within the limit of its platform."""

import pytest
from pydantic import SecretStr

from fsp.destinations.contract import Platform
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings
from fsp.destinations.mastodon.platform import MastodonPlatform
from fsp.destinations.short_text import check_template, count_text, short_text
from fsp.errors import InvalidInput
from tests.destinations.tools import post, tools

LINK = "https://garden.example/raised-beds/"
LONG = "We built four raised beds from larch. " * 40


def mastodon(max_characters: int = 500) -> Platform:
    settings = MastodonSettings(server="garden.social", max_characters=max_characters)
    return MastodonPlatform(settings, MastodonCredentials(token=SecretStr("x")), tools())


def test_the_default_template_has_title_summary_link_and_hashtags() -> None:
    assert short_text(post(), mastodon()) == (
        f"Raised beds\n\nHow we built four raised beds.\n\n{LINK}\n\n#garden #HowTo"
    )


def test_lines_of_empty_variables_are_left_out() -> None:
    text = short_text(post(summary="", tags=()), mastodon())

    assert text == f"Raised beds\n\n{LINK}"


def test_a_template_of_a_person_may_have_braces_and_any_words() -> None:
    text = short_text(post(), mastodon(), "New: {title} {{draft}} → {url}")

    assert text == f"New: Raised beds {{draft}} → {LINK}"


def test_braces_in_a_title_are_no_variables() -> None:
    assert short_text(post(title="{url}"), mastodon(), "{title}") == "{url}"


@pytest.mark.parametrize(
    ("template", "fault"),
    [("{titel}", 'unknown variable "{titel}"'), ("{title", 'single "{"'), ("title}", 'single "}"'), ("{}", "unknown")],
)
def test_a_fault_of_a_template_is_named(template: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault.replace("{", r"\{").replace("}", r"\}")):
        check_template(template)


def test_a_long_summary_is_cut_at_a_word_and_the_link_stays() -> None:
    text = short_text(post(summary=LONG), mastodon())

    assert f"…\n\n{LINK}\n\n#garden #HowTo" in text
    assert text.split("…")[0].split()[-1] in LONG.split()
    counted = count_text(text, mastodon())
    assert counted.fits
    assert counted.length > 480


def test_hashtags_go_before_the_title_is_cut() -> None:
    text = short_text(post(title=LONG, summary=LONG, tags=("garden",)), mastodon(100))

    assert text.endswith(f"…\n\n{LINK}")
    assert count_text(text, mastodon(100)).fits


def test_five_hashtags_at_the_most_are_added() -> None:
    text = short_text(post(tags=tuple(f"tag{number}" for number in range(9))), mastodon(), "{hashtags}")

    assert text == "#tag0 #tag1 #tag2 #tag3 #tag4"


def test_words_of_a_template_that_are_too_long_are_shown_as_too_long() -> None:
    text = short_text(post(), mastodon(100), "x" * 90 + " {url}")

    assert LINK in text
    assert not count_text(text, mastodon(100)).fits
