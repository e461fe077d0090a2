"""Answers of WordPress with other text before the JSON, such as a notice of PHP that a plugin causes."""

import json
from dataclasses import replace
from typing import Any

from fsp.destinations.api_client import ApiResponse

MAX_STARTS = 50
"""How many places in an answer are tried as the start of its JSON."""


def without_noise(response: ApiResponse) -> ApiResponse:
    """Return an answer with the JSON at its end as the body, and the status that WordPress meant.

    PHP sends the status with the first byte, so that an error behind a notice arrives as 200. An answer without JSON
    at its end stays as it is.
    """
    content = response.json
    if content is None:
        content = _json_at_end(response.body)
    if content is None or not response.is_success:
        return response
    return replace(response, status=_meant_status(content, response.status), body=json.dumps(content).encode())


def _json_at_end(body: bytes) -> Any:
    """Return the JSON object or list that an answer ends with; None if it ends with something else."""
    text = body.decode("utf-8", "replace").rstrip()
    if not text.endswith(("}", "]")):
        return None
    decoder, start = json.JSONDecoder(), -1
    for _ in range(MAX_STARTS):
        start = min((at for sign in "{[" if (at := text.find(sign, start + 1)) >= 0), default=-1)
        if start < 0:
            return None
        try:
            content, end = decoder.raw_decode(text, start)
        except ValueError:
            continue
        if end == len(text):
            return content
    return None


def _meant_status(content: Any, status: int) -> int:
    data = content.get("data") if isinstance(content, dict) and "code" in content else None
    meant = data.get("status") if isinstance(data, dict) else None
    return meant if isinstance(meant, int) else status
