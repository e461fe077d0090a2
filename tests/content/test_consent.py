"""What says that an author holds a post back, in any generator's words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fsp.content.consent import expired, read_consent
from fsp.content.written import Plain


@pytest.mark.parametrize(
    "values",
    [
        *({"draft": value} for value in (True, "true", "YES", "on", "1", 1, "maybe", ["x"], {"a": 1})),
        *({"published": value} for value in (False, "no", "OFF", "0", 0, "later")),
        *({"status": value} for value in ("draft", "Private", "pending", "future", "auto-draft", "evergreen")),
        {"Draft": "True"},
        {"is_draft": "y"},
        {"private": "yes"},
        {"hidden": True},
        {"post_status": "draft"},
        {"visibility": "password"},
        {"headless": True},
        {"publish": "false"},
        {"state": "draft"},
        {"access": "members"},
        {"permalink": False},
        {"render": "false"},
        {"build": {"render": "never"}},
        {"password": "open sesame"},
    ],
)
def test_it_is_held_back_with_the_reason(values: dict[str, Any]) -> None:
    consent = read_consent(values, "a.md")

    assert next(iter(values)) in consent.held_because
    assert not consent.is_unlisted


@pytest.mark.parametrize(
    "values",
    [
        {},
        *({"draft": value} for value in (False, "false", "No", "off", "0", 0, None, "", Plain("~"))),
        *({"published": value} for value in (True, "yes", "1", "2020-01-02", "2020-01-02T10:00:00Z")),
        *({"status": value} for value in ("publish", "Published", "public", "live")),
        {"hidden": "no", "private": "0", "unlisted": False, "listed": "yes"},
        {"state": "Bavaria"},
        {"access": "by train"},
        {"permalink": "/a/"},
        {"build": {"render": "always"}},
    ],
)
def test_it_goes_where_nothing_holds_it(values: dict[str, Any]) -> None:
    assert read_consent(values, "posts/a.md").held_because == ""


@pytest.mark.parametrize(
    "values",
    [{"unlisted": True}, {"visibility": "Unlisted"}, {"listed": "no"}, {"eleventyExcludeFromCollections": "on"}],
)
def test_unlisted_is_a_state_of_its_own_and_held_until_a_person_decides(values: dict[str, Any]) -> None:
    consent = read_consent(values, "a.md")

    assert consent.is_unlisted
    assert "unlisted" in consent.held_because


@pytest.mark.parametrize(
    ("path", "is_held"),
    [
        ("_drafts/a.md", True),
        ("content/Drafts/2020/a.md", True),
        ("_private/a.md", True),
        ("posts/drafts.md", False),
        ("posts/draughts/a.md", False),
    ],
)
def test_folders_hold_what_is_in_them(path: str, is_held: bool) -> None:
    assert bool(read_consent({}, path).held_because) == is_held


def test_a_post_past_its_expiry_is_held() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)

    assert expired(datetime(2026, 4, 1, tzinfo=UTC), now) == "it expired on 2026-04-01"
    assert expired(datetime(2026, 6, 1, tzinfo=UTC), now) == ""
    assert expired(None, now) == ""
