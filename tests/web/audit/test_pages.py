"""The audit log on its page, as files, in the API and on the command line."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from fsp.audit.action import Action
from fsp.audit.record import Actor, record
from fsp.models.audit_entry import Via
from tests.web.forms import send


def test_what_was_done_is_listed_with_why(signed_in: FlaskClient) -> None:
    send(signed_in, "/queues/low/pause", reason="a full disk <b>")

    page = signed_in.get("/audit?action=pause+queue").text

    assert "queue low" in page
    assert "“a full disk &lt;b&gt;”" in page
    assert 'value="pause queue"' in page or "<option selected>pause queue</option>" in page


def test_a_search_that_finds_nothing_says_so(signed_in: FlaskClient) -> None:
    assert "No matching actions" in signed_in.get("/audit?by=nobody-of-that-name").text
    assert signed_in.get("/audit?since=soon").status_code == 422


def test_long_lists_come_in_pages(signed_in: FlaskClient) -> None:
    for number in range(60):
        record(Action.CANCEL_JOB, f"job {number}", by=Actor("anna", Via.API))

    first = signed_in.get("/audit?by=anna").text
    older = next(match for match in re.findall(r'href="/audit\?([^"]+)"', first) if "before=" in match)
    second = signed_in.get(f"/audit?{html.unescape(older)}").text

    assert ("job 59" in first, "job 9<" in first) == (True, False)
    assert ("job 9<" in second, "job 59" in second) == (True, False)


@pytest.mark.parametrize(("form", "kind"), [("csv", "text/csv"), ("jsonl", "application/jsonl")])
def test_all_of_it_can_be_downloaded(signed_in: FlaskClient, form: str, kind: str) -> None:
    answer = signed_in.get(f"/audit.{form}?action=sign+in")

    assert answer.mimetype == kind
    assert "attachment" in answer.headers["Content-Disposition"]
    if form == "csv":
        assert [row["action"] for row in csv.DictReader(io.StringIO(answer.text))] == ["sign in"]


def test_the_api_gives_the_same(signed_in: FlaskClient) -> None:
    send(signed_in, "/queues/low/pause", reason="why")

    (entry,) = signed_in.get("/api/audit?action=pause%20queue").json["entries"]  # type: ignore[index]

    assert (entry["by"], entry["target"], entry["outcome"], entry["reason"]) == ("admin", "queue low", "done", "why")
    assert len(entry["requestId"]) == 16
