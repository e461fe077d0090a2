"""Destinations in the API: added, changed, tested, paused and removed. Secrets never come out."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text

from fsp.clock import utc_now
from fsp.destinations.contract import CheckResult
from fsp.destinations.gates import destination_gate
from fsp.gates.keyed import KeyedGate, read_keyed_gate
from fsp.jobs.rate import Rate
from fsp.models.account import Account
from fsp.stores import current_redis, db
from tests.destinations.notes import Notes

ALL = "/api/projects/garden/destinations"
SECRET = "hunter2-hunter2-hunter2"
NOTES: dict[str, Any] = {
    "platform": "notes",
    "name": "My notes",
    "settings": {"url": "https://notes.example"},
    "credentials": {"token": SECRET},
}


def added(admin: FlaskClient, **changes: Any) -> str:
    answer = admin.post(ALL, json={**NOTES, **changes})
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def gate_of(location: str) -> KeyedGate:
    return read_keyed_gate(current_redis(), destination_gate(int(location.rsplit("/", 1)[1])), utc_now())


def test_platforms_are_listed_with_their_schemas(program: FlaskClient) -> None:
    platforms: Any = program.get("/api/platforms").json
    notes = next(platform for platform in platforms["platforms"] if platform["name"] == "notes")

    assert notes["title"] == "Notes"
    assert notes["settingsSchema"]["properties"]["url"]["title"] == "Address"
    assert list(notes["credentialsSchema"]["properties"]) == ["token"]
    assert (notes["abilities"]["maxLength"], notes["abilities"]["rate"]) == (100, [30, 60])


def test_a_destination_is_added_read_and_listed(admin: FlaskClient) -> None:
    location = added(admin, maxLatenessSeconds=None, rateUnits=5, rateWindowSeconds=60)
    shown: Any = admin.get(location).json

    assert (shown["name"], shown["platformTitle"], shown["settings"]["visibility"]) == ("My notes", "Notes", "public")
    assert (shown["maxLatenessSeconds"], shown["afterLate"]) == (None, "hold")
    assert shown["credentials"] == [
        {
            "name": "token",
            "title": "Access token",
            "source": "stored",
            "variable": "FSP_DESTINATION_MY_NOTES_TOKEN",
            "isRequired": True,
        }
    ]
    assert (shown["alertAfterSeconds"], shown["circuit"], shown["nextTryAt"]) == (300, "closed", None)
    assert shown["dueToLive"]["day"] == {"posts": 0, "p50": None, "p95": None, "p99": None}
    assert shown in admin.get(ALL).json["destinations"]  # type: ignore[index]
    assert gate_of(location).rate == Rate(5, 60)
    # Readers of such a platform see posts in the order of their arrival.
    assert gate_of(location).slots == 1


def test_the_expiry_of_credentials_is_set_and_shown(admin: FlaskClient) -> None:
    location = added(admin, credentialsExpireAt="2127-03-31T09:00:00Z")
    shown: Any = admin.get(location).json
    changed: Any = admin.patch(location, json={"credentialsExpireAt": None}).json
    body = {"credentials": {"token": SECRET}, "expiresAt": "2127-05-01T00:00:00Z"}
    replaced: Any = admin.put(f"{location}/credentials", json=body).json

    assert (shown["credentialsExpireAt"], shown["expirySource"]) == ("2127-03-31T09:00:00Z", "person:root")
    assert (changed["credentialsExpireAt"], changed["expirySource"]) == (None, "")
    assert replaced["credentialsExpireAt"] == "2127-05-01T00:00:00Z"
    assert admin.patch(location, json={"credentialsExpireAt": "1999-01-01T00:00:00Z"}).status_code == 422


def test_no_answer_log_or_audit_entry_holds_the_secret(admin: FlaskClient, caplog: Any) -> None:
    location = added(admin)
    bodies = [admin.get(path).text for path in (location, ALL, "/api/audit")]
    wrong = admin.post(ALL, json={**NOTES, "name": "other", "credentials": SECRET}).text
    mistaken = admin.post(ALL, json={**NOTES, "name": "other", "token": SECRET}).text
    unknown = admin.post(ALL, json={**NOTES, "name": "other", "credentials": {"tokens": SECRET}}).text

    stored = [str(row) for table in ("destinations", "audit_entries") for row in _rows(table)]

    assert not [text for text in (*bodies, wrong, mistaken, unknown, *stored, caplog.text) if SECRET in text]
    assert "tokens: is not known to this platform" in unknown


def _rows(table: str) -> list[Any]:
    rows = list(db.session.execute(text(f"SELECT * FROM {table}")))
    db.session.commit()
    return rows


def test_repeating_a_request_with_its_key_adds_one_destination(admin: FlaskClient) -> None:
    headers = {"Idempotency-Key": "k1"}

    first, second = (admin.post(ALL, json=NOTES, headers=headers) for _ in range(2))

    assert first.json["id"] == second.json["id"]  # type: ignore[index]
    assert admin.post(ALL, json={**NOTES, "name": "other"}, headers=headers).status_code == 422


def test_unusable_destinations_are_refused_by_field(admin: FlaskClient) -> None:
    added(admin)
    faults: dict[str, Any] = {
        "is required": {"name": "a", "settings": {}},
        "is not known to this platform": {"name": "a", "settings": {"url": "x", "colour": "red"}},
        "similar to the destination": {"name": "my-NOTES"},
        "must contain a letter": {"name": "…"},
        "together with the other number": {"name": "a", "rateUnits": 5},
        "Unknown platform": {"name": "a", "platform": "nowhere"},
    }

    for fault, changes in faults.items():
        answer = admin.post(ALL, json={**NOTES, **changes})
        assert answer.status_code == 422
        assert fault in answer.text


def test_a_destination_is_changed_under_its_etag(admin: FlaskClient) -> None:
    location = added(admin)
    tag = admin.get(location).headers["ETag"]

    changed = admin.patch(location, json={"name": "Notes 2", "maxLatenessSeconds": None}, headers={"If-Match": tag})
    stale = admin.patch(location, json={"name": "Lost"}, headers={"If-Match": tag})

    assert (changed.status_code, stale.status_code) == (200, 412)
    assert changed.json["settings"] == {"url": "https://notes.example", "visibility": "public"}  # type: ignore[index]
    assert changed.json["maxLatenessSeconds"] is None  # type: ignore[index]


def test_a_test_stores_each_finding(admin: FlaskClient) -> None:
    location = added(admin)
    Notes.checks.append(CheckResult("authorised", is_ok=False, seen="401", fix="Replace the token."))

    result: Any = admin.post(f"{location}/test").json

    assert (result["isOk"], result["checkResults"]) == (
        False,
        [{"name": "authorised", "isOk": False, "seen": "401", "fix": "Replace the token."}],
    )
    assert admin.get(location).json["checkResults"] == result["checkResults"]  # type: ignore[index]


def test_a_pause_holds_the_gate_until_it_is_resumed(admin: FlaskClient) -> None:
    location = added(admin)

    paused: Any = admin.post(f"{location}/pause", json={"reason": "holidays"}).json
    again = admin.post(f"{location}/pause", json={})
    gate = gate_of(location)
    admin.post(f"{location}/resume")

    assert (paused["pausedBy"], paused["pauseReason"], again.status_code) == ("root", "holidays", 409)
    assert gate.pause
    assert gate.pause.reason == "holidays"
    assert gate_of(location).pause is None


def test_replaced_credentials_forget_the_last_test(admin: FlaskClient) -> None:
    location = added(admin)
    admin.post(f"{location}/test")

    replaced: Any = admin.put(f"{location}/credentials", json={"credentials": {"token": "new"}}).json

    assert (replaced["checkedAt"], replaced["checkResults"]) == (None, [])


def test_a_removed_destination_is_gone_and_its_name_is_free(admin: FlaskClient) -> None:
    location = added(admin)

    removed = admin.delete(location)

    assert removed.status_code == 200
    assert admin.get(location).status_code == 404
    assert [row.credentials for row in _rows("destinations") if row.removed_at] == [None]
    added(admin)


def test_an_operator_tests_and_pauses_but_does_not_add(admin: FlaskClient, program: FlaskClient) -> None:
    location = added(admin)

    assert program.post(ALL, json=NOTES).status_code == 403
    assert program.delete(location).status_code == 403
    assert program.post(f"{location}/test").status_code == 200
    assert program.post(f"{location}/pause", json={}).status_code == 200
    assert db.session.query(Account).count() == 2
