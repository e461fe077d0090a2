"""Compression of text responses for clients that accept it; streams and small responses stay as they are."""

from flask import Flask
from flask_compress import Compress

ENCODINGS = ("zstd", "br", "gzip")
"""In order of preference; a strong ETag of a compressed response ends in a colon and one of these."""

MIN_BYTES = 1024
MEDIA_TYPES = (
    "text/html",
    "text/css",
    "text/javascript",
    "text/plain",
    "application/json",
    "application/problem+json",
    "application/openmetrics-text",
    "image/svg+xml",
)


def install(app: Flask) -> None:
    """Compress the application's responses; call it before other hooks are added, so that it runs after them."""
    app.config.update(
        COMPRESS_ALGORITHM=ENCODINGS,
        COMPRESS_MIMETYPES=MEDIA_TYPES,
        COMPRESS_MIN_SIZE=MIN_BYTES,
        COMPRESS_STREAMS=False,
    )
    Compress().init_app(app)
