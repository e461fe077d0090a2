"""The marker of a post on its platform."""

from fsp.destinations.marker import hash_of_facts, marker_of


def test_the_marker_is_the_same_each_time_and_differs_between_posts() -> None:
    assert marker_of("item-7") == marker_of("item-7")
    assert marker_of("item-7") != marker_of("item-71")
    assert len(marker_of("item-7")) == 36


def test_the_hash_depends_on_each_fact() -> None:
    assert hash_of_facts(["a", 1]) == hash_of_facts(["a", 1])
    assert len({hash_of_facts(["a", 1]), hash_of_facts(["a", 2]), hash_of_facts(["a1"])}) == 3
