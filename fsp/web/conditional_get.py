"""Returns 304 for a refresh whose part has not changed. Timestamps and form tokens are ignored."""

import hashlib
import re

from flask import Flask, Response, request

from fsp.clock import precise, utc_now
from fsp.web.partials import is_poll

TIME_HEADER = "FSP-Time"
"""The time of a response. The page's script computes ages from it, and rejects responses without it."""

_PASSING = re.compile(
    rb"<time [^>]*data-as-of[^>]*>[^<]*"  # the time of the data
    rb"|(?<=data-relative>)[^<]*|(?<=data-age>)[^<]*"  # texts that the page's script updates itself
    rb'|(?<=name="csrf_token" value=")[^"]*'
)


def install(app: Flask) -> None:
    """Add the time to every page and part, and an ETag to every part."""
    app.after_request(_tag)


def tag_of(part: bytes) -> str:
    """Return an ETag that differs for parts with different content."""
    return hashlib.sha256(_PASSING.sub(b"", part)).hexdigest()[:32]


def _tag(answer: Response) -> Response:
    if answer.mimetype != "text/html" or answer.direct_passthrough:
        return answer
    answer.headers[TIME_HEADER] = precise(utc_now())
    if request.method == "GET" and answer.status_code == 200 and is_poll():  # noqa: PLR2004
        answer.set_etag(tag_of(answer.get_data()), weak=True)
        answer.make_conditional(request)
    return answer
