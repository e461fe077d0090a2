"""The JSON of a response."""

from typing import Any

from werkzeug.test import TestResponse


def json_of(response: TestResponse) -> Any:
    """Return the JSON of a response that has some."""
    assert response.json is not None
    return response.json
