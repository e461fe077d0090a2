"""Large forms are refused before any field of them is read."""

import pytest
from flask.testing import FlaskClient

from fsp.web.form_limits import MAX_ENTRY_BYTES, MAX_FIELDS
from tests.web.forms import SAME_ORIGIN, csrf_of

URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("sign", ["a=1", "a", ""])
def test_a_form_of_too_many_fields_is_refused(signed_in: FlaskClient, sign: str) -> None:
    body = "&".join([sign] * 90_000)

    answer = signed_in.post("/projects", data=body, content_type=URLENCODED, headers=SAME_ORIGIN)

    assert answer.status_code == 413
    assert f"limited to {MAX_FIELDS} fields, got 90000" in answer.text


def test_a_form_of_many_fields_is_read(signed_in: FlaskClient) -> None:
    fields = f"csrf_token={csrf_of(signed_in, '/projects')}&title=Beans" + "&job=a" * (MAX_FIELDS - 3)

    answer = signed_in.post("/projects", data=fields, content_type=URLENCODED, headers=SAME_ORIGIN)

    assert answer.status_code == 303


def test_parts_of_a_form_count_too(signed_in: FlaskClient) -> None:
    parts = {f"field {number}": "x" for number in range(MAX_FIELDS + 1)}

    answer = signed_in.post("/projects", data=parts, content_type="multipart/form-data", headers=SAME_ORIGIN)

    assert answer.status_code == 413


def test_a_stranger_sends_no_large_body(client: FlaskClient) -> None:
    body = {"csrf_token": csrf_of(client, "/login"), "name": "x" * MAX_ENTRY_BYTES, "password": "y"}

    assert client.post("/login", data=body, headers=SAME_ORIGIN).status_code == 413
