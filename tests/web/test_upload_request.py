"""A form with a zip may be larger than others, for somebody who may import, and is kept in FSP's folder."""

import io
import tempfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from fsp.models.account import Account
from fsp.models.item import Item
from fsp.settings import Settings
from fsp.stores import db
from fsp.web import upload_request
from tests.web.forms import SAME_ORIGIN, csrf_of

TWO_MB = b"x" * 2_000_000


def post(client: FlaskClient, path: str, data: bytes, *, token: str = "") -> Any:
    """Send a form with a zip; its body is made here, as the test client leaves a file of its own open."""
    parts = [("csrf_token", token or csrf_of(client, "/projects")), ("project", "garden")]
    lines = [f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts]
    head = '--edge\r\nContent-Disposition: form-data; name="zip"; filename="a.zip"\r\n\r\n'
    body = "".join((*lines, head)).encode() + data + b"\r\n--edge--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=edge", headers=SAME_ORIGIN)


def test_a_large_zip_is_taken_and_kept_in_the_data_folder(
    signed_in: FlaskClient, garden: Item, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[object] = []

    def temporary_file(**options: object) -> io.BytesIO:
        folders.append(options["dir"])
        return io.BytesIO()

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary_file)

    assert post(signed_in, "/imports", TWO_MB).status_code == 303
    assert folders == [settings.data_dir / "uploads"]


def test_other_forms_stay_small(signed_in: FlaskClient, garden: Item) -> None:
    assert post(signed_in, "/projects", TWO_MB).status_code == 413


def test_a_zip_larger_than_a_form_may_send_says_what_to_do(
    signed_in: FlaskClient, garden: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_request, "MAX_FORM_ZIP_BYTES", 1024 * 1024)

    answer = post(signed_in, "/imports", TWO_MB)

    assert answer.status_code == 422
    assert "run fsp import on the server" in answer.text


def test_whoever_may_not_import_sends_no_large_form(app: Flask, signed_in: FlaskClient) -> None:
    token = csrf_of(signed_in, "/projects")
    db.session.execute(update(Account).values(role="viewer"))
    db.session.commit()

    assert post(signed_in, "/imports", TWO_MB, token=token).status_code == 413
