"""One builder of a site at a time; other sites do not wait."""

from fsp.publishing.site.turn import turn, turn_if_free
from fsp.settings import Settings


def test_a_turn_is_one_builders_and_each_sites_own(settings: Settings) -> None:
    with turn(settings, 1), turn_if_free(settings, 1) as is_ours, turn_if_free(settings, 2) as is_others:
        assert (is_ours, is_others) == (False, True)

    with turn_if_free(settings, 1) as is_ours:
        assert is_ours
