"""Finds or creates the categories and tags of a post: WordPress takes them as numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.post_html import without_control_characters
from fsp.destinations.wordpress.api import WordPressApi, code_of
from fsp.destinations.wordpress.wide_characters import send_storable
from fsp.errors import PermanentFailure

TAGS, CATEGORIES = "wp/v2/tags", "wp/v2/categories"
MAX_NAME_CHARACTERS = 200
_PER_PAGE = 100
_EMPTY = "empty_term_name"


@dataclass(frozen=True)
class Terms:
    """The categories and tags of a site."""

    api: WordPressApi

    def tag_ids(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of tags, in order; missing ones are created."""
        tidied = [tidy_name(name) for name in names]
        numbers = [self._create_tag(name) for name in dict.fromkeys(tidied) if name]
        return list(dict.fromkeys(number for number in numbers if number is not None))

    def category_id(self, name: str) -> int:
        """Return the number of a category. It is created if the user may do that."""
        return self.find_category(name) or self._create(CATEGORIES, tidy_name(name))

    def find_category(self, name: str) -> int | None:
        """Return the number of a category, of the top level if several have the name; None if there is none."""
        name = tidy_name(name)
        # WordPress stores & as an entity, which its search compares with the text: so search for the longest word.
        word = max(name.replace("&", " ").replace("<", " ").split() or [name], key=len)
        query: dict[str, Any] = {"search": word, "per_page": _PER_PAGE, "_fields": "id,name,parent"}
        rows = self.api.call("GET", CATEGORIES, query=query)
        named = [row for row in rows if unescape(row["name"]).casefold() == name.casefold()]
        # Two categories may have one name under different parents.
        row = min(named, key=lambda row: (bool(row.get("parent")), row["id"]), default=None)
        return int(row["id"]) if row else None

    def _create_tag(self, name: str) -> int | None:
        """Return the number of a tag; None for a name of which WordPress keeps nothing."""
        response = self._send(TAGS, name)
        return None if code_of(response) == _EMPTY else self._number_of(TAGS, name, response)

    def _create(self, kind: str, name: str) -> int:
        return self._number_of(kind, name, self._send(kind, name))

    def _send(self, kind: str, name: str) -> ApiResponse:
        # WordPress takes what stands between < and > for an element, and drops it.
        return send_storable(self.api, kind, {"name": escaped(name)}, query={"_fields": "id"})

    def _number_of(self, kind: str, name: str, response: ApiResponse) -> int:
        if response.status == HTTPStatus.BAD_REQUEST and code_of(response) == "term_exists":
            return int(response.json["data"]["term_id"])
        if response.status == HTTPStatus.FORBIDDEN and code_of(response) == "rest_cannot_create":
            what = "category" if kind == CATEGORIES else "tag"
            raise PermanentFailure(
                f'{self.api.client.host} does not let this user create the {what} "{name}". Create it there, or use '
                "an account with the role Editor."
            )
        self.api.raise_for(response)
        term = response.json
        if not isinstance(term, dict) or "id" not in term:
            raise PermanentFailure(f'{self.api.client.host} did not store the term "{name}". Test the destination.')
        return int(term["id"])


def escaped(name: str) -> str:
    """Return a name without the signs of elements."""
    return name.replace("<", "&lt;").replace(">", "&gt;")


def tidy_name(name: str) -> str:
    """Return the name of a term as WordPress can store it."""
    return " ".join(without_control_characters(name).split())[:MAX_NAME_CHARACTERS].strip()
