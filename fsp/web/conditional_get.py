"""Answering a refresh with 304 when its part looks as it did; the moment of the data and form tokens do not count."""

import hashlib
import re

from flask import Flask, Response, request

from fsp.clock import precise, utc_now
from fsp.web.partials import is_poll

TIME_HEADER = "FSP-Time"
"""When an answer was made: the page's script computes ages from it, and rejects answers without it."""

_PASSING = re.compile(
    rb"<time [^>]*data-as-of[^>]*>[^<]*"  # the moment of the data
    rb"|(?<=data-relative>)[^<]*|(?<=data-age>)[^<]*"  # words the page's script keeps true by itself
    rb'|(?<=name="csrf_token" value=")[^"]*'
)


def install(app: Flask) -> None:
    """Give every page and part its time, and every part its tag."""
    app.after_request(_tag)


def tag_of(part: bytes) -> str:
    """Return a tag that differs for parts that look different."""
    return hashlib.sha256(_PASSING.sub(b"", part)).hexdigest()[:32]


def _tag(answer: Response) -> Response:
    if answer.mimetype != "text/html" or answer.direct_passthrough:
        return answer
    answer.headers[TIME_HEADER] = precise(utc_now())
    if request.method == "GET" and answer.status_code == 200 and is_poll():  # noqa: PLR2004
        answer.set_etag(tag_of(answer.get_data()), weak=True)
        answer.make_conditional(request)
    return answer
