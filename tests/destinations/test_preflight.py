"""Preflight: each kind of fault is named with its fix, and a good post has none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fsp.destinations.contract import Abilities, CheckResult, ImageLimits, Markup, Post, PostImage
from fsp.destinations.pace import Pace
from fsp.destinations.preflight import problems_of
from fsp.destinations.preflight_facts import Contents, Place, Problem
from fsp.jobs.rate import Rate
from tests.destinations.notes import Notes, NotesCredentials, NotesSettings
from tests.destinations.tools import post, tools

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DUE = NOW + timedelta(minutes=58)
IMAGE = PostImage("images/oak.jpg", "a" * 64, "image/jpeg", "An oak")
PLACE = Place(
    "My notes",
    credentials_expire_at=NOW + timedelta(days=30),
    tested_at=NOW,
    results=(CheckResult("authorised", is_ok=True, seen="ada"),),
    max_lateness=timedelta(hours=1),
)


def good_post(**changes: Any) -> Post:
    fields: dict[str, Any] = {
        "text": "Sow beans. https://garden.example/beans/",
        "html": '<p><a href="https://x.example/a">a</a> <a href="#b">b</a></p><img src="media:1" alt="An oak">',
        "images": (IMAGE,),
        "canonical_url": "https://garden.example/beans/",
        "cover": None,
    }
    return replace(post(), **{**fields, **changes})


def platform(**abilities: Any) -> Notes:
    notes = Notes(NotesSettings(url="https://notes.example"), NotesCredentials(token="t"), tools())
    notes.abilities = replace(Notes.abilities, **abilities)
    return notes


def found(
    place: Place = PLACE, contents: Contents | None = None, due_at: datetime = DUE, **abilities: Any
) -> list[Problem]:
    contents = contents or Contents(good_post())
    return problems_of(place, platform(**abilities), contents, due_at=due_at, now=NOW)


OF_PLACES: dict[str, dict[str, Any]] = {
    "paused": {"pause": "holidays"},
    "circuit-open": {"circuit_open_since": NOW - timedelta(minutes=9), "circuit_reason": "answered 500"},
    "credentials-expired": {"credentials_expire_at": NOW},
    "credentials-expire": {"credentials_expire_at": DUE + timedelta(minutes=30)},
    "credentials-missing": {"set_up_fault": 'The credentials of "x" are missing or unusable: token.'},
    "credentials-unreadable": {"set_up_fault": "encrypted with another FSP_SECRET_KEY"},
    "credentials-file": {"set_up_fault": "The file that FSP_X_FILE names cannot be read: FileNotFoundError."},
    "settings-unusable": {"set_up_fault": 'The settings of "x" are unusable: url.'},
    "platform-missing": {"set_up_fault": 'Unknown platform "x".'},
    "test-failed:reachable": {"results": (CheckResult("reachable", False, "no answer", "Check the host."),)},  # noqa: FBT003
    "test-failed:authorised": {"results": (CheckResult("authorised", False, "401", "Replace it."),)},  # noqa: FBT003
    "test-failed:may-publish": {"results": (CheckResult("may publish", False, "403"),)},  # noqa: FBT003
    "rate-too-low": {"pace": Pace(Rate(9, 3600), 40, DUE + timedelta(hours=4), DUE + timedelta(hours=5))},
    "test-failed:may-upload": {"results": (CheckResult("may upload", False, "403"),)},  # noqa: FBT003
}
BEANS = good_post()
OF_CONTENTS: dict[str, tuple[Contents, dict[str, Any]]] = {
    "no-content": (Contents(None), {}),
    "template": (Contents(BEANS, text_fault='The template has an unknown variable "{x}".'), {}),
    "text-empty": (Contents(good_post(text=" ")), {}),
    "text-too-long": (Contents(good_post(text="x" * 101)), {}),
    "text-too-many-bytes": (Contents(good_post(text="ä" * 90)), {"max_text_bytes": 150}),
    "image-lost": (Contents(BEANS, image_faults=(("a.jpg", 'no image with the SHA-256 "a" is stored.'),)), {}),
    "image-refused": (Contents(BEANS, image_faults=(("a.svg", "this platform takes no SVG."),)), {}),
    "alt-missing": (Contents(good_post(images=(replace(IMAGE, alt=" "),))), {}),
    "alt-too-long": (Contents(good_post(images=(replace(IMAGE, alt="x" * 1501),))), {}),
    "reference-unresolved": (Contents(good_post(html='<a href="soup.md">soup</a>')), {}),
    "name-taken": (Contents(BEANS, taken_by="https://notes.example/beans/"), {}),
    "link-dead": (Contents(BEANS, dead_links=(("https://x.example/a", "404"),)), {}),
    "canonical-missing": (Contents(good_post(canonical_url="")), {}),
    "canonical-internal": (Contents(good_post(canonical_url="http://127.0.0.1:8000/site/garden/beans/")), {}),
}


@pytest.mark.parametrize("code", OF_PLACES)
def test_a_fault_of_the_destination_is_named(code: str) -> None:
    (problem,) = found(replace(PLACE, **OF_PLACES[code]))

    assert problem.code == code
    assert problem.message
    assert problem.fix


@pytest.mark.parametrize("code", OF_CONTENTS)
def test_a_fault_of_the_post_is_named(code: str) -> None:
    contents, abilities = OF_CONTENTS[code]

    (problem,) = found(contents=contents, **abilities)

    assert problem.code == code
    assert problem.message
    assert problem.fix


def test_a_rate_that_is_too_low_says_when_the_last_post_will_be_live() -> None:
    pace = Pace(Rate(9, 3600), 40, DUE + timedelta(hours=4), DUE + timedelta(hours=5))

    (problem,) = found(replace(PLACE, pace=pace))
    (unhurried,) = found(replace(PLACE, pace=pace, max_lateness=timedelta(days=1)))

    assert problem.message == (
        "My notes takes 9 posts in 1 h, and 40 are due. This one will be live 4 h late, the last one at "
        "2026-05-01 17:58 UTC. Posts that are more than 1 h late are held."
    )
    assert "held" not in unhurried.message
    assert found(replace(PLACE, pace=replace(pace, live_at=DUE + timedelta(minutes=4)))) == []


def test_a_post_that_is_too_late_is_named() -> None:
    assert [problem.code for problem in found(due_at=NOW - timedelta(hours=3))] == ["too-late"]
    assert found(replace(PLACE, max_lateness=None), due_at=NOW - timedelta(hours=3)) == []


def test_at_least_twenty_kinds_of_faults_are_known() -> None:
    assert len(OF_PLACES) + len(OF_CONTENTS) >= 20


def test_500_good_posts_have_no_problem() -> None:
    shapes: list[dict[str, Any]] = [
        {},
        {"images": ()},
        {"text": "x" * 100},
        {"text": "豆" * 99},
        {"html": '<a href="mailto:a@x.example">a</a>'},
        {"canonical_url": "https://xn--grten-hra.example/ä"},
    ]
    markups: list[dict[str, Any]] = [
        {},
        {"markup": Markup.HTML},
        {"markup": Markup.MARKDOWN},
        {"images": ImageLimits(max_count=0)},
    ]

    named = [
        found(contents=Contents(good_post(key=f"post-{number}", **shapes[number % 6])), **markups[number % 4])
        for number in range(500)
    ]

    assert [problems for problems in named if problems] == []


def test_the_site_needs_only_a_text() -> None:
    site = Abilities(Markup.HTML, is_local=True)

    assert problems_of(PLACE, _local(site), Contents(good_post(canonical_url="")), due_at=DUE, now=NOW) == []


def _local(abilities: Abilities) -> Notes:
    notes = platform()
    notes.abilities = abilities
    return notes
