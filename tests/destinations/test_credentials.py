"""Credentials: stored encrypted, overridden by variables and files, named when they are missing."""

from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text

from fsp.destinations.credentials import credential_sources, encrypted, read_credentials, variable_name
from fsp.errors import PermanentFailure
from fsp.models.destination import Destination
from fsp.settings import Settings
from fsp.stores import db

VARIABLE = "FSP_DESTINATION_MY_NOTES_TOKEN"


def token(destination: Destination, settings: Settings, environment: dict[str, str]) -> str:
    credentials = cast(Any, read_credentials(destination, settings=settings, environment=environment))
    return str(credentials.token.get_secret_value())


def test_the_database_holds_no_readable_secret(notes: Destination, settings: Settings) -> None:
    stored = db.session.execute(text("SELECT credentials FROM destinations WHERE credentials IS NOT NULL")).scalar_one()

    assert "hunter2" not in stored
    assert token(notes, settings, {}) == "hunter2-hunter2"


def test_a_variable_wins_over_what_is_stored(notes: Destination, settings: Settings) -> None:
    assert token(notes, settings, {VARIABLE: "from-variable"}) == "from-variable"
    assert credential_sources(notes, settings=settings, environment={VARIABLE: "x"}) == {"token": VARIABLE}


def test_a_file_wins_over_what_is_stored(notes: Destination, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n")

    assert token(notes, settings, {f"{VARIABLE}_FILE": str(tmp_path / "token")}) == "from-file"


def test_a_missing_file_is_named_without_its_path(notes: Destination, settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match=f"{VARIABLE}_FILE names cannot be read: FileNotFoundError"):
        token(notes, settings, {f"{VARIABLE}_FILE": "/nowhere/token"})


def test_missing_credentials_are_named(notes: Destination, settings: Settings) -> None:
    notes.credentials = None

    with pytest.raises(PermanentFailure, match=r'credentials of "my-notes" are missing or unusable: token\.'):
        token(notes, settings, {})
    assert credential_sources(notes, settings=settings, environment={}) == {"token": ""}


def test_another_key_is_named_and_a_previous_one_decrypts(notes: Destination, settings: Settings) -> None:
    other = settings.model_copy(update={"secret_key": "k" * 40})

    with pytest.raises(PermanentFailure, match="FSP_SECRET_KEY_PREVIOUS"):
        token(notes, other, {})
    assert token(notes, other.model_copy(update={"previous_secret_keys": (settings.secret_key,)}), {}) == (
        "hunter2-hunter2"
    )


def test_no_secret_is_shown_by_the_model(notes: Destination, settings: Settings) -> None:
    assert "hunter2" not in repr(read_credentials(notes, settings=settings, environment={}))
    assert encrypted({"token": ""}, settings=settings) is None


def test_the_variable_of_a_field_has_only_letters_digits_and_underscores() -> None:
    assert variable_name("company blog-2", "app_password") == "FSP_DESTINATION_COMPANY_BLOG_2_APP_PASSWORD"
