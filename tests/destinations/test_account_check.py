"""A test of an account: each finding is stored, it ends in time, and a fault of the platform is shown."""

from typing import Any

import pytest

from fsp.clock import utc_now
from fsp.destinations.account_check import check_account, stored_results
from fsp.destinations.contract import CheckResult
from fsp.models.destination import Destination
from fsp.settings import Settings
from tests.destinations.notes import Notes


def check(destination: Destination, settings: Settings) -> list[CheckResult]:
    return check_account(destination, settings=settings, now=utc_now, environment={})


def test_findings_are_stored_without_secrets(notes: Destination, settings: Settings) -> None:
    Notes.checks.append(CheckResult("authorised", is_ok=False, seen="Bearer abcdef0123456789abcdef"))
    Notes.checks.append(CheckResult("b", is_ok=False, seen="You sent hunter2-hunter2.", fix="hunter2-hunter2"))

    results = check(notes, settings)

    assert stored_results(notes) == results
    assert notes.checked_at
    assert "abcdef0123456789" not in results[0].seen
    assert (results[1].seen, results[1].fix) == ("You sent [hidden].", "[hidden]")


def test_what_a_test_found_out_is_stored_unless_a_person_entered_it(notes: Destination, settings: Settings) -> None:
    learned = {"host_key": "SHA256:found", "url": "https://other.example"}
    Notes.checks.append(CheckResult("Host key", is_ok=False, seen="It is new.", learned=learned))

    check(notes, settings)

    assert notes.settings == {"url": "https://notes.example", "host_key": "SHA256:found"}


def test_unusable_credentials_are_a_finding(notes: Destination, settings: Settings) -> None:
    notes.credentials = None

    (result,) = check(notes, settings)

    assert (result.name, result.is_ok) == ("set up", False)
    assert "token" in result.seen


def test_a_fault_in_the_platform_is_a_finding(
    notes: Destination, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Any) -> list[CheckResult]:
        raise KeyError("id")

    monkeypatch.setattr(Notes, "check", broken)

    assert check(notes, settings)[0].seen == "The test itself failed: KeyError."
