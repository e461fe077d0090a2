"""Problems of scheduled posts are reported by their cause, with the number of posts and the first of them."""

from datetime import UTC, datetime, timedelta

from fsp.destinations.preflight_facts import Problem
from fsp.publishing.doomed_causes import Cause, Doomed, causes_of

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
EXPIRED = Problem("credentials-expired", "The credentials of Blog have expired.", "Replace the credentials.")
REFUSED = Problem("test-failed:authorised", "Blog, Authorised: 401", "Replace the credentials.")
NO_ALT = Problem("alt-missing", 'The image "a.png" has no alt text.', "Describe it.")
INTERNAL = Problem("canonical-internal", "Readers cannot open the post's address http://a/b/.", "Set FSP_BASE_URL.")


def doomed(item_id: int, *problems: Problem, place: int = 1) -> Doomed:
    due_at = NOW + timedelta(hours=item_id)
    return Doomed(item_id, f"Post {item_id}", due_at, "garden", problems, f"Place {place}", place)


def facts(cause: Cause) -> tuple[str, int, int, tuple[str, ...], int]:
    return cause.problem.code, cause.posts, cause.first.item_id, cause.destinations, cause.more


def test_an_expired_token_is_one_problem_for_all_posts_that_wait_for_it() -> None:
    causes = causes_of([doomed(number, EXPIRED, REFUSED) for number in (3, 1, 2)])

    assert [facts(cause) for cause in causes] == [("credentials-expired", 3, 1, ("Place 1",), 1)]


def test_each_destination_with_a_fault_of_its_own_is_a_cause() -> None:
    rows = [doomed(number, EXPIRED, place=place) for number in (1, 2) for place in (1, 2)]

    assert [facts(cause)[:4] for cause in causes_of(rows)] == [
        ("credentials-expired", 2, 1, ("Place 1",)),
        ("credentials-expired", 2, 1, ("Place 2",)),
    ]


def test_a_fault_of_a_post_is_named_once_with_all_its_destinations() -> None:
    other = Problem("alt-missing", 'The image "b.png" has no alt text.', "Describe it.")
    rows = [doomed(1, NO_ALT, other, place=place) for place in (1, 2, 3)]

    assert [facts(cause) for cause in causes_of(rows)] == [
        ("alt-missing", 1, 1, ("Place 1", "Place 2", "Place 3"), 1),
    ]


def test_a_post_with_a_fault_at_a_faulty_destination_is_in_both() -> None:
    causes = causes_of([doomed(1, EXPIRED, NO_ALT), doomed(2, EXPIRED)])

    assert [facts(cause)[:3] for cause in causes] == [("credentials-expired", 2, 1), ("alt-missing", 1, 1)]
    assert [cause.is_of_place for cause in causes] == [True, False]


def test_what_only_a_setting_of_the_installation_can_fix_is_one_problem() -> None:
    causes = causes_of([doomed(number, INTERNAL, place=place) for number in (1, 2) for place in (1, 2)])

    assert [facts(cause)[:3] for cause in causes] == [("canonical-internal", 2, 1)]
