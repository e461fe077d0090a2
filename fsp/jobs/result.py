"""What a job returned, as the JSON that is kept of it; refused where it cannot be kept."""

import json
from collections.abc import Awaitable, Generator
from typing import Any

from fsp.errors import InvalidResult
from fsp.jobs.error_text import class_name_of, message_of

MAX_RESULT_BYTES = 256 * 1024

_ENCODER = json.JSONEncoder(allow_nan=False)


def as_json(job_type: str, result: Any, *, max_bytes: int = MAX_RESULT_BYTES) -> str:
    """Return a result as JSON; raise InvalidResult for what is not JSON, or more of it than `max_bytes`."""
    if result is None:
        return "null"
    try:
        text = _ENCODER.encode(result)
    except (TypeError, ValueError, RecursionError) as error:
        _refuse_what_nothing_runs(job_type, result)
        raise InvalidResult(f"{job_type} returned something that is not JSON: {message_of(error)}.") from error
    except BaseException as error:  # a value may be a class of the job's own, with code that raises anything
        raise InvalidResult(f"{job_type} returned what raises {class_name_of(error)} when it is read.") from error
    if len(text) > max_bytes:
        raise InvalidResult(
            f"The result of {job_type} may take {max_bytes} bytes as JSON, got {len(text)}. "
            "Keep large things in a post or a file and return its id, or register the type with "
            'large_result="artifact".'
        )
    return text


def _refuse_what_nothing_runs(job_type: str, result: Any) -> None:
    if isinstance(result, Awaitable | Generator):
        _close(result)
        raise InvalidResult(
            f"{job_type} returned a {type(result).__name__}, which nothing runs. "
            "Run it inside the function, such as with list(…) or await, and return what it gives."
        )


def _close(result: Any) -> None:
    # Python warns of a coroutine that was never run; the error says more.
    close = getattr(result, "close", None)
    if callable(close):
        close()
