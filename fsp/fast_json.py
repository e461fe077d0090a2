"""Writes JSON for programs, once or more per job: pydantic's writer takes a fifth of the time of Python's."""

import json
from typing import Any

from pydantic_core import PydanticSerializationError, to_json


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON in UTF-8. Bytes that `exact_text_of` converted to a text are those bytes again."""
    try:
        return to_json(value)
    except PydanticSerializationError:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")


def json_text(value: Any) -> str:
    """Return a value as JSON. What is not UTF-8 is escaped."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:
        return json.dumps(value)
