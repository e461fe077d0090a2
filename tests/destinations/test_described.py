"""Platforms and destinations in words."""

from fsp.clock import utc_now
from fsp.destinations.catalogue import PLATFORMS, platform_class
from fsp.destinations.contract import Abilities, ImageLimits, Markup
from fsp.destinations.described import limits_in_words, platform_title, stored_state
from fsp.models.destination import Destination


def test_what_a_platform_cannot_do_is_said() -> None:
    limited = Abilities(
        Markup.TEXT, updates=False, removes=False, finds=False, reads=False, images=ImageLimits(max_count=0)
    )

    assert len(limits_in_words(limited)) == 5
    assert limits_in_words(Abilities(Markup.HTML)) == []
    assert limits_in_words(Abilities(Markup.TEXT, max_length=300, length_unit="graphemes", rate=(300, 10800))) == [
        "Text: at most 300 graphemes.",
        "At most 300 posts in 3 h.",
    ]


def test_what_an_edit_or_a_removal_means_is_said_before() -> None:
    notes = [name for name in PLATFORMS if set(platform_class(name).abilities.notes) & set(limits_of(name))]

    assert {"bluesky", "forem"} <= set(notes)
    assert limits_of("forem")[-1] == "Removing a post makes it a draft there, which only its author sees."


def limits_of(name: str) -> list[str]:
    return limits_in_words(platform_class(name).abilities)


def test_the_state_of_a_destination_is_one_word(notes: Destination) -> None:
    states = [stored_state(notes).state]
    notes.checked_at, notes.check_results = utc_now(), [{"name": "a", "is_ok": True}]
    states.append(stored_state(notes).state)
    notes.check_results = [{"name": "a", "is_ok": False}]
    states.append(stored_state(notes).state)
    notes.paused_at = utc_now()
    states.append(stored_state(notes).state)

    assert states == ["untested", "healthy", "failed", "paused"]


def test_a_platform_that_is_no_longer_installed_has_its_stored_name(notes: Destination) -> None:
    notes.platform = "gone"

    assert platform_title("gone") == "gone"
    assert stored_state(notes).state == "untested"
