"""Sends texts to sites whose old database (utf8mb3) cannot store emoji: these are sent as character references."""

import re
from typing import Any

from fsp.destinations.api_client import ApiResponse
from fsp.destinations.wordpress.api import WordPressApi, code_of

_WIDE = re.compile("[\U00010000-\U0010ffff]")
_NOT_STORED = frozenset({"db_insert_error", "db_update_error"})
"""Codes with which WordPress says that its database refused the text. Nothing was stored."""


def send_storable(api: WordPressApi, route: str, fields: dict[str, Any], **request: Any) -> ApiResponse:
    """Send fields; if the database refuses them, send them once more without characters that it cannot store."""
    response = api.send("POST", route, fields=fields, **request)
    narrow = {name: without_wide(value) for name, value in fields.items()}
    if code_of(response) not in _NOT_STORED or narrow == fields:
        return response
    return api.send("POST", route, fields=narrow, **request)


def without_wide(value: Any) -> Any:
    """Return a text with a character reference for each emoji and the like; other values as they are."""
    return _WIDE.sub(lambda match: f"&#x{ord(match[0]):x};", value) if isinstance(value, str) else value
