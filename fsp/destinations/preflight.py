"""Preflight: what will prevent a publication, found while there is time. Pure functions; see `publishing.preflight`."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from fsp.amounts import duration
from fsp.destinations.contract import Platform
from fsp.destinations.preflight_contents import problems_of_post
from fsp.destinations.preflight_facts import Contents, Place, Problem

NEAR = timedelta(hours=1)
LATE = timedelta(minutes=5)
"""A post that goes live later because of the rate is reported."""


def problems_of(
    place: Place, platform: Platform | None, contents: Contents, *, due_at: datetime, now: datetime
) -> list[Problem]:
    """Return everything that will prevent the publication or spoil it, the most certain first."""
    problems = [*_of_place(place, due_at=due_at, now=now), *_of_pace(place, due_at)]
    if contents.post is None:
        problems.append(Problem("no-content", "The post has no content.", "Write it, or use a draft."))
        return problems
    if platform is not None:
        problems += problems_of_post(place, platform, contents, contents.post)
    return problems


def _of_place(place: Place, *, due_at: datetime, now: datetime) -> Iterable[Problem]:
    name = place.name
    if place.pause:
        yield Problem("paused", f"{name} is paused: {place.pause}", "Resume the destination.")
    if place.set_up_fault:
        yield Problem(_code_of_set_up(place.set_up_fault), place.set_up_fault, "Edit the destination, then test it.")
    if place.circuit_open_since is not None:
        reason = f": {place.circuit_reason}" if place.circuit_reason else ""
        message = (
            f"{name} has not accepted posts for {duration((now - place.circuit_open_since).total_seconds())}{reason}."
        )
        yield Problem("circuit-open", message, "Test the destination.")
    expires = place.credentials_expire_at
    if expires is not None and expires <= now:
        yield Problem("credentials-expired", f"The credentials of {name} have expired.", "Replace the credentials.")
    elif expires is not None and expires <= due_at + NEAR:
        yield Problem(
            "credentials-expire",
            f"The credentials of {name} expire before the post is due.",
            "Replace the credentials.",
        )
    for result in place.results:
        if not result.is_ok:
            fix = result.fix or "Test the destination."
            yield Problem(f"test-failed:{_slug(result.name)}", f"{name}, {result.name}: {result.seen}", fix)
    if place.max_lateness is not None and place.holds_late and now > due_at + place.max_lateness:
        message = f"The time of the post is {duration((now - due_at).total_seconds())} ago, too late for {name}."
        yield Problem("too-late", message, "Give it a new time, or send it from its page.")


def _of_pace(place: Place, due_at: datetime) -> Iterable[Problem]:
    pace = place.pace
    if pace is None or pace.live_at <= due_at + LATE:
        return
    rate, late = pace.rate, pace.live_at - due_at
    message = (
        f"{place.name} takes {rate.units} posts in {duration(rate.seconds)}, and {pace.count} are due. "
        f"This one will be live {duration(late.total_seconds())} late, the last one at "
        f"{pace.last_live_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
    )
    if place.max_lateness is not None and place.holds_late and late > place.max_lateness:
        message = f"{message} Posts that are more than {duration(place.max_lateness.total_seconds())} late are held."
    yield Problem("rate-too-low", message, "Spread the posts over more time, or raise the rate of the destination.")


def _code_of_set_up(fault: str) -> str:
    codes: tuple[tuple[str, str], ...] = (
        ("FSP_SECRET_KEY", "credentials-unreadable"),
        ("cannot be read", "credentials-file"),
        ("missing or unusable", "credentials-missing"),
        ("Unknown platform", "platform-missing"),
    )
    return next((code for words, code in codes if words in fault), "settings-unusable")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
