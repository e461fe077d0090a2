"""When credentials expire: by the token itself, by the platform's answer, or as a person entered it."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from fsp.clock import utc_now
from fsp.destinations.account_check import check_account, stored_results
from fsp.destinations.accounts import replace_credentials
from fsp.destinations.contract import CheckResult
from fsp.destinations.expiry import (
    expiry_in_answer,
    expiry_of_secrets,
    expiry_source_in_words,
    set_expiry,
)
from fsp.errors import InvalidInput
from fsp.models.destination import Destination
from fsp.settings import Settings
from fsp.stores import current_redis
from tests.destinations.notes import Notes

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = datetime(2027, 1, 2, tzinfo=UTC)


class Secrets(BaseModel):
    """Two secrets."""

    token: SecretStr
    other: SecretStr = SecretStr("")


def jwt(**claims: Any) -> str:
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "x"}, claims)
    )
    return ".".join((*parts, "signature"))


@pytest.mark.parametrize(
    ("secret", "expires_at"),
    [
        (jwt(exp=LATER.timestamp()), LATER),
        (jwt(exp=0), None),
        (jwt(sub="ada"), None),
        (jwt(exp="soon"), None),
        ("eyJhbGciOiJ4In0.%%%.signature", None),
        ("a.plain.token", None),
        ("hunter2", None),
    ],
)
def test_a_json_web_token_says_when_it_expires(secret: str, expires_at: datetime | None) -> None:
    assert expiry_of_secrets(Secrets(token=SecretStr(secret))) == expires_at


def test_the_first_of_several_tokens_counts() -> None:
    first, second = (SecretStr(jwt(exp=(LATER + timedelta(days=days)).timestamp())) for days in (0, 9))

    assert expiry_of_secrets(Secrets(token=second, other=first)) == LATER


@pytest.mark.parametrize(
    ("content", "expires_at"),
    [
        ({"exp": LATER.timestamp()}, LATER),
        ({"expires_in": 3600}, NOW + timedelta(hours=1)),
        ({"expires_in": 0}, None),
        ({"expires_in": None}, None),
        ({"scope": "create"}, None),
        (["exp"], None),
    ],
)
def test_a_server_says_when_a_token_expires(content: Any, expires_at: datetime | None) -> None:
    assert expiry_in_answer(content, NOW) == expires_at


def test_a_test_stores_what_the_platform_says_and_names_it(notes: Destination, settings: Settings) -> None:
    set_expiry(notes, LATER, by="ada")
    assert expiry_source_in_words(notes) == "entered by ada"
    soon = utc_now() + timedelta(days=5)
    Notes.checks.append(CheckResult("token", is_ok=True, seen="It is valid.", expires_at=soon))

    results = check_account(notes, settings=settings, now=utc_now, environment={})

    assert (notes.credentials_expire_at, expiry_source_in_words(notes)) == (soon, "as the platform says")
    assert (results[-1].name, results[-1].is_ok) == ("Expiry", True)
    assert stored_results(notes)[-1].seen == f"They expire on {soon:%Y-%m-%d %H:%M} UTC, as the platform says."


def test_what_a_person_entered_stays_where_the_platform_is_silent(notes: Destination, settings: Settings) -> None:
    set_expiry(notes, utc_now() - timedelta(days=1), by="ada")

    expired = check_account(notes, settings=settings, now=utc_now, environment={})[-1]

    assert (expired.is_ok, expired.fix) == (False, "Replace the credentials.")
    assert expiry_source_in_words(notes) == "entered by ada"


def test_new_credentials_have_a_new_expiry(notes: Destination, settings: Settings) -> None:
    set_expiry(notes, LATER, by="ada")

    def replace(token: str) -> datetime | None:
        replace_credentials(notes, {"token": token}, settings=settings, connection=current_redis())
        return notes.credentials_expire_at

    assert [replace("plain-token"), replace(jwt(exp=LATER.timestamp())), replace("plain")] == [None, LATER, None]
    assert notes.expiry_source == ""


def test_a_senseless_date_is_refused(notes: Destination) -> None:
    with pytest.raises(InvalidInput, match="more than a year ago"):
        set_expiry(notes, datetime(2001, 1, 1, tzinfo=UTC), by="ada")
