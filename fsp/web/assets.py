"""The static files of FSP's pages, with a content hash in their address, so that browsers can cache them.

`/static/fsp.css` is also served, and is revalidated on each use.
"""

import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from werkzeug.security import safe_join

from fsp import paths
from fsp.web.script_bundle import bundle_scripts
from fsp.web.style_bundle import bundle_styles

HASH_LENGTH = 12
SCRIPTS = "fsp.js"
"""Its hashed address returns a bundle with all imported scripts."""

EDITOR = "editor.js"
"""All scripts of the editor, which loads no others. Its hashed address returns a bundle too."""

LIBRARY = ("vendor/htmx.min.js", "vendor/hx-csp.min.js")
"""The hashed address of htmx returns it together with its extension."""

STYLES = "fsp.css"
"""All of its addresses return a bundle with all imported styles."""

FOR_A_YEAR = "public, max-age=31536000, immutable"
CHECK_AGAIN = "no-cache"

_HASHED_NAME = re.compile(rf"(.+)\.([0-9a-f]{{{HASH_LENGTH}}})(\.\w+)")


@dataclass(frozen=True)
class Asset:
    """A static file in its final form, uncompressed."""

    content: bytes
    digest: str
    media_type: str


def install(app: Flask) -> None:
    """Provide `static("fsp.css")` to templates."""
    app.jinja_env.globals["static"] = hashed_path


def hashed_path(name: str) -> str:
    """Return the address of a static file with the hash of its content."""
    stem, suffix = posixpath.splitext(name)
    return f"/static/{stem}.{_asset(name, is_hashed=True).digest}{suffix}"


def serve(name: str) -> Response:
    """Return a static file by its name, with or without a hash; abort with 404 if it does not exist.

    The hash of another version returns this version, so a page loaded before an upgrade still works.
    """
    hashed = _HASHED_NAME.fullmatch(name)
    plain_name = f"{hashed[1]}{hashed[3]}" if hashed else name
    asset = _asset(plain_name, is_hashed=hashed is not None)
    response = Response(asset.content, mimetype=asset.media_type)
    response.headers["Cache-Control"] = FOR_A_YEAR if hashed and hashed[2] == asset.digest else CHECK_AGAIN
    response.set_etag(asset.digest)
    response.make_conditional(request)
    return response


def _asset(name: str, *, is_hashed: bool) -> Asset:
    folder = paths.resource("static")
    path = safe_join(str(folder), name)
    if path is None or not Path(path).is_file():
        abort(404)
    # `make dev` shows changed files immediately.
    read = _read_asset.__wrapped__ if current_app.debug else _read_asset
    return read(folder, name, is_hashed and name in {SCRIPTS, EDITOR, LIBRARY[0]})


@lru_cache(maxsize=64)
def _read_asset(folder: Path, name: str, is_bundled: bool) -> Asset:
    if name == STYLES:
        content = bundle_styles(folder, name).encode()
    elif is_bundled:
        content = script_bundle(folder, name)
    else:
        content = folder.joinpath(name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
    return Asset(content, digest, mimetypes.guess_type(name)[0] or "application/octet-stream")


def script_bundle(folder: Path, name: str) -> bytes:
    """Return the script that pages load under a name: FSP's with all its imports, or htmx with its extension."""
    if name in {SCRIPTS, EDITOR}:
        return bundle_scripts(folder, name).encode()
    return b"\n".join(folder.joinpath(file).read_bytes() for file in LIBRARY)
