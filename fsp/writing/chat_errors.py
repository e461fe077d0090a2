"""The errors of a server with the OpenAI chat API, each with what to do about it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import urlsplit

from fsp.errors import PermanentFailure, RateLimited, ServiceUnavailable
from fsp.jobs.retry_after import retry_after_seconds
from fsp.security.redaction import redact_text

SETTINGS = "check FSP_LLM_BASE_URL, FSP_LLM_MODEL and FSP_LLM_API_KEY"
MAX_QUOTED = 300

_TEMPORARY_STATUSES = frozenset({408, 409, 423, 425, 429})
_QUOTED_STATUSES = frozenset({400, 403, 404, 422})
_TOO_LONG = re.compile(
    r"context[_ ](?:length|window|size)|maximum context|too many tokens|(?:prompt|input|request) is too (?:long|large)"
    r"|exceeds?.{0,40}\btokens?\b",
    re.I,
)
_NO_QUOTA = re.compile(r"insufficient_quota|billing|exceeded your current quota|insufficient (?:credits|balance)", re.I)
_TOO_MANY = re.compile(r"rate[_ ]limit|too many requests|resource_exhausted|insufficient_quota", re.I)
_FILTERED = re.compile(r"content_filter|content_policy|content management policy|responsible ?ai", re.I)


class PromptFiltered(PermanentFailure):
    """The content filter of the server refused the prompt."""


def refuse(status: int, message: str, *, model: str, headers: Mapping[str, str], now: datetime) -> NoReturn:
    """Raise the error for an answer outside 2xx, or for an error in the middle of a stream."""
    text = f"The language model's server returned HTTP {status}"
    if status in range(300, 400):
        host = urlsplit(headers.get("location", "")).hostname or "another address"
        raise PermanentFailure(f"{text}, a redirect to {host}, which is not followed. Fix FSP_LLM_BASE_URL.")
    if status == HTTPStatus.PAYMENT_REQUIRED or (
        status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.FORBIDDEN} and _NO_QUOTA.search(message)
    ):
        raise PermanentFailure(f"{text}: the account has no quota left. Check its billing, then retry the job.")
    if status in _TEMPORARY_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = RateLimited if status == HTTPStatus.TOO_MANY_REQUESTS else ServiceUnavailable
        said = f" ({redact_text(message)[:MAX_QUOTED]})" if message else ""
        raise kind(f"{text}{said}.", retry_after_seconds=retry_after_seconds(headers.get("retry-after"), now))
    _refuse_for_good(status, message, text, model)


def _refuse_for_good(status: int, message: str, text: str, model: str) -> NoReturn:
    if _TOO_LONG.search(message) and status in {400, 413, 422}:
        raise PermanentFailure(
            f"{text}: the request is too long for the context of {model}."
            " Shorten the brief, or use a model with a larger context."
        )
    if _FILTERED.search(message):
        raise PromptFiltered(
            f"{text}: the content filter of the language model {model} refused the prompt. Change the brief."
        )
    if status == HTTPStatus.UNAUTHORIZED:
        raise PermanentFailure(f"{text}: it does not accept the key. Set FSP_LLM_API_KEY; {SETTINGS}.")
    quoted = f" ({redact_text(message)[:MAX_QUOTED]})" if message and status in _QUOTED_STATUSES else ""
    if status == HTTPStatus.NOT_FOUND:
        raise PermanentFailure(f"{text}{quoted}: it has no model {model}, or no chat API at this address; {SETTINGS}.")
    raise PermanentFailure(f"{text}{quoted}; {SETTINGS}.")


def message_of(body: bytes) -> str:
    """Return the message of an error response in any of the usual forms; empty if there is none."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return ""
    return error_text(whole(answer).get("error", ""))


def whole(answer: Any) -> dict[str, Any]:
    """Return an answer, or the only one in a list, as some servers send errors; empty for anything else."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    return answer if isinstance(answer, dict) else {}


def error_text(error: Any) -> str:
    """Return the code and the message of an error object."""
    if isinstance(error, dict):
        return " ".join(str(error[key]) for key in ("code", "message") if error.get(key))
    return str(error)


def status_of(error: Any) -> int:
    """Return the HTTP status that an error in an answer of 200 names, by its number or its name; 502 if none."""
    code = error.get("code") if isinstance(error, dict) else None
    if _TOO_MANY.search(error_text(error)):
        return int(HTTPStatus.TOO_MANY_REQUESTS)
    is_status = isinstance(code, int | str) and str(code).isdecimal() and int(code) in range(300, 600)
    return int(code) if is_status else int(HTTPStatus.BAD_GATEWAY)  # type: ignore[arg-type]
