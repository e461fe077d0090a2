"""The form of the editor as a browser would send it."""

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.forms import SAME_ORIGIN


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, str] = {}
        self._is_inside, self._area = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._is_inside = self._is_inside or (tag == "form" and attributes.get("id") == "editor")
        name = attributes.get("name") or ""
        if not self._is_inside or not name or "disabled" in attributes:
            return
        if tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "input" and (attributes.get("type") != "checkbox" or "checked" in attributes):
            self.values[name] = attributes.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # A browser drops the first line break of a text area.
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""
        self._is_inside = self._is_inside and tag != "form"


def fields_of(html: str) -> dict[str, str]:
    """Return the fields of the form on a page of the editor."""
    fields = _Fields()
    fields.feed(html)
    return fields.values


def open_form(client: FlaskClient, path: str) -> dict[str, str]:
    """Open a page of the editor; return the fields of its form."""
    return fields_of(client.get(path).text)


def send_form(
    client: FlaskClient, path: str, fields: dict[str, str], *, as_script: bool = False, **changes: str
) -> TestResponse:
    """Send a form with some fields changed, as a browser or as the script of the page."""
    headers = SAME_ORIGIN | ({"Accept": "application/json"} if as_script else {})
    return client.post(path, data={**fields, **changes}, headers=headers)
