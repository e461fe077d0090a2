"""Compresses text responses for clients that accept it. Streams and small responses stay uncompressed."""

from flask import Flask
from flask_compress import Compress

ENCODINGS = ("zstd", "br", "gzip")
"""In order of preference. The strong ETag of a compressed response ends with a colon and one of these."""

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
    """Compress the application's responses. Install it before other hooks, so that it runs after them."""
    app.config.update(
        COMPRESS_ALGORITHM=ENCODINGS,
        COMPRESS_MIMETYPES=MEDIA_TYPES,
        COMPRESS_MIN_SIZE=MIN_BYTES,
        COMPRESS_STREAMS=False,
    )
    Compress().init_app(app)
