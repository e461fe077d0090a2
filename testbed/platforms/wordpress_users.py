"""The users of a WordPress site: their application passwords and what their roles may do."""

import base64
import binascii
from dataclasses import dataclass

from testbed.platforms.server import PlatformServer

_CONTRIBUTOR = frozenset({"edit_posts", "delete_posts", "read"})
_AUTHOR = _CONTRIBUTOR | {"publish_posts", "upload_files", "edit_published_posts", "delete_published_posts"}
_EDITOR = _AUTHOR | {"manage_categories", "edit_others_posts", "read_private_posts", "unfiltered_html"}
ROLES = {
    "subscriber": frozenset({"read"}),
    "contributor": _CONTRIBUTOR,
    "author": _AUTHOR,
    "editor": _EDITOR,
    "administrator": _EDITOR | {"manage_options"},
}


@dataclass(frozen=True)
class User:
    """A user with one application password."""

    id: int
    name: str
    password: str
    role: str

    def can(self, capability: str) -> bool:
        """Return whether the role has a capability."""
        return capability in ROLES[self.role]


def user_of(authorization: str, users: list[User]) -> User | None:
    """Return the user of a Basic header. Blanks in application passwords do not count."""
    scheme, _, token = authorization.partition(" ")
    try:
        name, _, password = base64.b64decode(token).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    credentials = (name, password.replace(" ", ""))
    is_basic = scheme.lower() == "basic"
    return next(
        (user for user in users if is_basic and (user.name, user.password.replace(" ", "")) == credentials), None
    )


class SignedInServer(PlatformServer):
    """A server that knows the user of the request that it handles."""

    user: User | None = None
