"""Tags and categories of the WordPress site on loopback."""

import re
from typing import Any

from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import route
from testbed.platforms.wordpress_faults import invalid_parameter, not_signed_in, refused
from testbed.platforms.wordpress_users import SignedInServer

MAX_NAME_CHARACTERS = 200
_ELEMENT = re.compile(r"<[^<>]+>|%[0-9a-fA-F]{2}")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")


class TermRoutes(SignedInServer):
    """Tags and categories. Names are stored with entities, and compared without regard to case."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, dict[int, str]] = {"tags": {}, "categories": {1: "Uncategorized"}}
        self.parents: dict[int, int] = {}
        self.has_old_database = False
        """Whether the database stores no emoji."""

    def cannot_store(self, text: str) -> bool:
        """Return whether the database refuses a text."""
        return self.has_old_database and any(ord(character) > 0xFFFF for character in text)

    @route("GET", "/wp-json/wp/v2/(?P<kind>tags|categories)")
    def list_terms(self, request: Request, kind: str) -> Response:
        """List terms, at most 100."""
        if int(request.first("per_page", "10")) > 100:
            raise invalid_parameter("per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)")
        search = request.first("search").lower()
        # The search compares with the stored form, in which & is an entity.
        rows = [self._term(kind, number) for number, name in self.terms[kind].items() if search in name.lower()]
        return Response(200, rows)

    @route("POST", "/wp-json/wp/v2/(?P<kind>tags|categories)")
    def create_term(self, request: Request, kind: str) -> Response:
        """Create a term. One that exists is a 400 with its number."""
        if self.user is None:
            raise not_signed_in()
        if not self.user.can("manage_categories" if kind == "categories" else "edit_posts"):
            raise refused(403, "rest_cannot_create", "Sorry, you are not allowed to create terms in this taxonomy.")
        text = " ".join(str(request.json.get("name", "")).split())
        # What looks like an element or an escaped byte is dropped.
        name = _BARE_AMPERSAND.sub("&amp;", _ELEMENT.sub("", text)).replace("<", "&lt;")
        if not name:
            raise Refused(
                500, {"code": "empty_term_name", "message": "A name is required for this term.", "data": None}
            )
        if len(name) > MAX_NAME_CHARACTERS or self.cannot_store(name):
            raise Refused(500, {"code": "db_insert_error", "message": "Could not insert term into the database."})
        parent = int(request.json.get("parent") or 0)
        for number, existing in self.terms[kind].items():
            if existing.lower() == name.lower() and self.parents.get(number, 0) == parent:
                text = "A term with the name provided already exists in this taxonomy."
                raise refused(400, "term_exists", text, term_id=number)
        number = 2 + sum(len(names) for names in self.terms.values())
        self.terms[kind][number], self.parents[number] = name, parent
        return Response(201, self._term(kind, number))

    def _term(self, kind: str, number: int) -> dict[str, Any]:
        name, parent = self.terms[kind][number], self.parents.get(number, 0)
        return {"id": number, "name": name, "taxonomy": kind, "parent": parent}
