"""What the staff user of a token may send."""

import json
from typing import Any

import pytest

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.ghost.staff import StaffUser, fields_of_own_post, user_in
from fsp.errors import PermanentFailure

FIELDS: dict[str, Any] = {"title": "Beds", "visibility": "public"}


def user(*roles: str) -> StaffUser:
    """Return a user with these roles."""
    return StaffUser("7", frozenset(roles))


def test_the_user_of_a_token_is_read_and_an_integration_has_none() -> None:
    content = {"users": [{"id": "7", "roles": [{"name": "Author"}]}]}

    assert user_in(ApiResponse(200, {}, json.dumps(content).encode())) == user("Author")
    assert user_in(ApiResponse(404, {}, b'{"errors": []}')) is None


def test_an_editor_chooses_the_visibility_and_an_author_does_not() -> None:
    authors = {"authors": [{"id": "7"}]}

    assert fields_of_own_post(user("Editor"), FIELDS) == {**FIELDS, **authors}
    assert fields_of_own_post(user("Author"), FIELDS) == {"title": "Beds", **authors}
    assert fields_of_own_post(user("Author", "Editor"), FIELDS)["visibility"] == "public"


@pytest.mark.parametrize(("role", "words"), [("Contributor", "Contributor"), ("Author", "visibility")])
def test_what_ghost_would_not_do_is_refused(role: str, words: str) -> None:
    with pytest.raises(PermanentFailure, match=words):
        fields_of_own_post(user(role), {**FIELDS, "visibility": "paid"})
