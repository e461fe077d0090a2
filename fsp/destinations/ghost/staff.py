"""The staff user of a token: Ghost accepts posts of some roles only with the user named as the author."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.ghost.api import GhostApi
from fsp.destinations.ghost.settings import Visibility
from fsp.errors import PermanentFailure

DRAFTS_ONLY = frozenset({"Contributor"})
"""Roles that may not publish. Ghost drops the tags of their posts, by which FSP finds them again."""
CHOOSES_NO_VISIBILITY = frozenset({"Author"})
"""Roles for which Ghost answers 500 if a post says who may read it."""
_ME = "/users/me/"


@dataclass(frozen=True)
class StaffUser:
    """A staff user."""

    id: str
    roles: frozenset[str]


def ask_for_user(api: GhostApi) -> ApiResponse:
    """Return the answer for the user of the token: 404 for the key of an integration."""
    return api.send("GET", _ME, query={"include": "roles"})


def user_in(response: ApiResponse) -> StaffUser | None:
    """Return the user in an answer; None for the key of an integration."""
    content = response.json
    users = content.get("users") if isinstance(content, dict) else None
    if response.status == HTTPStatus.NOT_FOUND or not users:
        return None
    return StaffUser(str(users[0].get("id", "")), frozenset(role["name"] for role in users[0].get("roles") or ()))


def fields_of_own_post(user: StaffUser, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a new post as this user may send them; raise PermanentFailure if the user may not."""
    if user.roles <= DRAFTS_ONLY:
        raise PermanentFailure(
            "The token belongs to a Contributor, whose tags Ghost drops. Use the key of a custom integration."
        )
    own = {**fields, "authors": [{"id": user.id}]}
    if user.roles <= CHOOSES_NO_VISIBILITY and own.pop("visibility", Visibility.PUBLIC) != Visibility.PUBLIC:
        raise PermanentFailure(
            "The token belongs to an Author, who may not choose the visibility of posts. Set it to public, or use "
            "the key of a custom integration."
        )
    return own
