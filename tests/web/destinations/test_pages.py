"""The pages of destinations: what a person adds, tests, pauses and removes there."""

from flask.testing import FlaskClient

from fsp.destinations.contract import CheckResult
from fsp.models.destination import Destination
from fsp.stores import db
from tests.destinations.notes import Notes
from tests.web.forms import send

ALL = "/projects/garden/destinations"
SECRET = "hunter2-hunter2-hunter2"
FIELDS = {
    "name": "My notes",
    "argument-url": "https://notes.example",
    "argument-visibility": "unlisted",
    "secret-token": SECRET,
    "lateness_minutes": "30",
    "after_late": "send",
}


def added(browser: FlaskClient, **changes: str) -> Destination:
    assert send(browser, f"{ALL}/new/notes", **{**FIELDS, **changes}).status_code == 303
    destination = db.session.query(Destination).filter_by(platform="notes").one()
    db.session.commit()
    return destination


def test_a_destination_is_added_with_a_form_of_its_platform(signed_in: FlaskClient) -> None:
    assert f'href="{ALL}/new/notes"' in signed_in.get(f"{ALL}/new").text
    form = signed_in.get(f"{ALL}/new/notes").text
    destination = added(signed_in)
    page = signed_in.get(f"{ALL}/{destination.id}").text

    assert 'name="secret-token"' in form
    assert "Such as https://notes.example." in form
    assert destination.settings == {"url": "https://notes.example", "visibility": "unlisted"}
    assert (destination.max_lateness_seconds, destination.after_late) == (1800, "send")
    assert "stored, encrypted" in page
    assert "untested" in page
    assert SECRET not in page
    assert "My notes" in signed_in.get(ALL).text
    assert "My notes" in signed_in.get("/projects/garden").text


def test_faults_are_shown_beside_their_fields_and_the_input_stays(signed_in: FlaskClient) -> None:
    refused = send(signed_in, f"{ALL}/new/notes", **{**FIELDS, "argument-url": "", "lateness_minutes": "soon"})

    assert refused.status_code == 422
    assert "✗ is required" in refused.text
    assert 'value="unlisted"' in refused.text
    assert SECRET not in refused.text
    missing = send(signed_in, f"{ALL}/new/notes", **{**FIELDS, "secret-token": ""})
    assert missing.status_code == 422
    late = send(signed_in, f"{ALL}/new/notes", **{**FIELDS, "lateness_minutes": "soon"})
    assert "Max lateness seconds: must be a whole number" in late.text


def test_credentials_may_come_later(signed_in: FlaskClient) -> None:
    destination = added(signed_in, **{"secret-token": "", "has_no_secrets": "yes"})
    here = f"{ALL}/{destination.id}"

    assert "no credentials" in signed_in.get(here).text
    assert "FSP_DESTINATION_MY_NOTES_TOKEN" in signed_in.get(here).text
    assert send(signed_in, f"{here}/credentials", **{"secret-token": ""}).status_code == 422
    assert send(signed_in, f"{here}/credentials", **{"secret-token": "new-token"}).status_code == 303
    assert "stored, encrypted" in signed_in.get(here).text


def test_a_person_enters_when_the_credentials_expire(signed_in: FlaskClient) -> None:
    destination = added(signed_in)
    here = f"{ALL}/{destination.id}"

    replaced = send(signed_in, f"{here}/credentials", **{"secret-token": "new", "credentials_expire_on": "2127-03-31"})
    form = signed_in.get(f"{here}/edit").text
    wrong = send(signed_in, here, **FIELDS, credentials_expire_on="2127-31-03")
    page = signed_in.get(here).text
    send(signed_in, here, **FIELDS, credentials_expire_on="")
    db.session.refresh(destination)

    assert replaced.status_code == 303
    assert 'value="2127-03-31"' in form
    assert (wrong.status_code, "must be a date such as 2027-03-31" in wrong.text) == (422, True)
    assert 'datetime="2127-03-31T00:00:00' in page
    assert "entered by" in page
    assert destination.credentials_expire_at is None


def test_a_test_shows_what_to_do_about_each_failure(signed_in: FlaskClient) -> None:
    here = f"{ALL}/{added(signed_in).id}"
    Notes.checks.append(CheckResult("may publish", is_ok=False, seen="403", fix="Give the account the role Author."))

    send(signed_in, f"{here}/test")
    page = signed_in.get(here).text

    assert "may publish" in page
    assert "Give the account the role Author." in page


def test_a_destination_is_edited_paused_resumed_and_removed(signed_in: FlaskClient) -> None:
    destination = added(signed_in)
    here = f"{ALL}/{destination.id}"

    assert 'value="https://notes.example"' in signed_in.get(f"{here}/edit").text
    assert send(signed_in, here, **{**FIELDS, "name": "Other notes"}).status_code == 303
    assert send(signed_in, f"{here}/pause", reason="holidays").status_code == 303
    assert "holidays" in signed_in.get(here).text
    assert "paused" in signed_in.get("/projects/garden").text
    assert send(signed_in, f"{here}/resume").status_code == 303
    assert send(signed_in, f"{here}/remove").status_code == 303
    assert signed_in.get(here).status_code == 404
    assert "Other notes" not in signed_in.get(ALL).text


def test_a_form_of_an_older_state_is_refused(signed_in: FlaskClient) -> None:
    here = f"{ALL}/{added(signed_in).id}"

    assert send(signed_in, f"{here}/pause", seen="0000").status_code == 409
