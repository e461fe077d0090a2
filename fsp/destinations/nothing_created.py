"""Marks the requests before a create: if one of them gets no answer, the post was certainly not created."""

from collections.abc import Iterator
from contextlib import contextmanager

from fsp.errors import AnswerLost, ServiceUnavailable


@contextmanager
def nothing_created() -> Iterator[None]:
    """Raise ServiceUnavailable instead of AnswerLost, for uploads and look-ups before the post itself is sent."""
    try:
        yield
    except AnswerLost as error:
        raise ServiceUnavailable(str(error), retry_after_seconds=error.retry_after_seconds) from error
