"""Reads the form of the editor, and answers the script of the page in JSON."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, make_response, request

from fsp.content.item_form import ItemForm
from fsp.content.working_copies import body_of_revision
from fsp.errors import InvalidInput
from fsp.web import forms

MAX_TAB_CHARACTERS = 40


@dataclass(frozen=True)
class SentForm:
    """A form as it was sent: its fields, those that it began with, and the tab."""

    form: ItemForm
    base_values: dict[str, Any]
    base_revision_id: int | None
    tab: str

    def base_of(self, item_id: int) -> ItemForm:
        """Return the form that editing began with; raise InvalidInput if the form lacks it."""
        if not self.base_values:
            raise InvalidInput("The form lacks what editing began with. Reload the page.")
        body = body_of_revision(self.base_revision_id, item_id)
        return ItemForm.of_values({**self.base_values, "body": body})


def sent_form() -> SentForm:
    """Return the form in this request; raise InvalidInput if its hidden fields are damaged."""
    values = {name: text.replace("\r\n", "\n") for name, text in request.form.items()}
    try:
        base = json.loads(values.get("base") or "{}")
    except ValueError:
        base = None
    if not isinstance(base, dict):
        raise InvalidInput("The hidden field base is damaged. Reload the page.")
    # A browser leaves out boxes without a tick.
    sent = {**base, "is_page": "", "is_unlisted": "", **values}
    tab = values.get("tab", "")[:MAX_TAB_CHARACTERS]
    return SentForm(ItemForm.of_values(sent), base, forms.whole_number("revision"), tab)


def wants_json() -> bool:
    """Return whether the script of the page sent this request."""
    return request.accept_mimetypes.best == "application/json"


def as_json(code: int = 200, **fields: Any) -> Response:
    """Return fields for the script of the page."""
    answer = make_response(jsonify(fields))
    answer.status_code = code
    return answer
