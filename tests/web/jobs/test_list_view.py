"""The list of jobs: tabs that keep the filter, chips that take one part of it away, rows on one line."""

import pytest

from fsp.bulk.action import BulkAction
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.job_query import filter_of
from fsp.history.search import Count
from fsp.jobs.job_reading import JobReading
from fsp.web.jobs.list_view import MAX_LINE_CHARACTERS, actions_of, arguments_line, attempts_of, chips_of, tabs_of


def job(*, attempt: int, job_type: str = "export-data") -> JobReading:
    return JobReading("one", job_type, "low", "failed", {}, attempt=attempt)


def test_a_tab_changes_the_state_alone() -> None:
    expected = filter_of({"state": "failed", "type": "export-data", "q": "tag:nightly"})

    tabs = {tab.label: tab for tab in tabs_of(expected, {"failed": Count(1234, is_capped=True)})}

    assert tabs["All"].query == {"type": "export-data", "q": "tag:nightly"}
    assert tabs["Running"].query == {"state": "running", "type": "export-data", "q": "tag:nightly"}
    assert [label for label, tab in tabs.items() if tab.is_current] == ["Failed"]
    assert tabs["Failed"].count == "1\u202f234+"
    assert tabs["Finished"].count == ""


def test_a_rare_state_has_a_tab_while_it_has_jobs() -> None:
    none, some = Count(0, is_capped=False), Count(2, is_capped=False)

    def labels(state: str, counts: dict[str, Count]) -> set[str]:
        return {tab.label for tab in tabs_of(filter_of({"state": state}), counts)}

    assert "Waiting on jobs" not in labels("all", {"deferred": none})
    assert "Waiting on jobs" in labels("all", {"deferred": some})
    assert "Waiting on jobs" in labels("deferred", {"deferred": none})
    assert "Cancelled" in labels("all", {})


def test_each_chip_leads_to_the_list_without_it() -> None:
    query = {
        "state": "failed",
        "type": "export-data",
        "queue": "low",
        "q": "tag:nightly args.project:garden error:OSError",
    }
    query["since"] = "2026-11-30T10:15"

    chips = {chip.name: chip for chip in chips_of(filter_of(query))}

    assert {name: chip.value for name, chip in chips.items()} == {
        **{"type": "export-data", "queue": "low", "from": "2026-11-30 10:15 UTC"},
        **{"error": "OSError", "tag": "nightly", "project": "garden"},
    }
    assert "type=" not in chips["type"].href
    assert chips["tag"].href.endswith("&q=args.project%3Agarden+error%3AOSError")
    assert all("state=failed" in chip.href for chip in chips.values())


def test_a_state_without_a_tab_is_a_chip() -> None:
    assert [(chip.name, chip.value) for chip in chips_of(filter_of({"state": "ended"}))] == [("state", "ended")]
    assert chips_of(filter_of({"state": "failed"})) == []


def test_arguments_are_one_line_without_secrets() -> None:
    line = arguments_line({"project": "garden", "limit": 10, "token": "hunter2", "tags": ["a"]})

    assert line == 'project=garden limit=10 token=[hidden] tags=["a"]'
    assert len(arguments_line({"text": "word " * 500})) == MAX_LINE_CHARACTERS


def test_attempts_are_counted_against_the_retries_of_the_type() -> None:
    assert attempts_of(job(attempt=2)) == "2/4"
    assert attempts_of(job(attempt=0)) == ""
    assert attempts_of(job(attempt=7)) == "7"
    assert attempts_of(job(attempt=2, job_type="unknown")) == "2"


@pytest.mark.parametrize(
    ("state", "applies", "does_not"),
    [
        ("failed", {BulkAction.RETRY, BulkAction.DISCARD, BulkAction.AGAIN}, {BulkAction.CANCEL, BulkAction.FRONT}),
        ("waiting", {BulkAction.CANCEL, BulkAction.FRONT, BulkAction.LOW}, {BulkAction.RETRY}),
        ("all", set(BulkAction) - {BulkAction.REPLAY, BulkAction.RESTORE}, set()),
    ],
)
def test_the_bar_offers_what_applies_to_the_tab(
    state: str, applies: set[BulkAction], does_not: set[BulkAction]
) -> None:
    actions = set(actions_of(filter_of({"state": state})))

    assert applies <= actions
    assert not does_not & actions
