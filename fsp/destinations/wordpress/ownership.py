"""Names the cause when WordPress lets the user see a post, but not change it: the post belongs to another user."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from fsp.destinations.api_client import ApiRefusal
from fsp.destinations.wordpress.api import code_of
from fsp.errors import PermanentFailure

_CODES = frozenset({"rest_forbidden_context", "rest_cannot_edit", "rest_cannot_delete"})


class ForeignPost(PermanentFailure):
    """A post belongs to another user, and this one may not change it."""


@contextmanager
def naming_owner() -> Iterator[None]:
    """Raise ForeignPost for a request for one post that this user may not change."""
    try:
        yield
    except ApiRefusal as error:
        if error.response.status != HTTPStatus.FORBIDDEN or code_of(error.response) not in _CODES:
            raise
        raise ForeignPost(
            f"{error.seen} The post belongs to another user now, or the user has lost the right to change published "
            "posts. Give the post back in WordPress, or use an account with the role Editor."
        ) from error
