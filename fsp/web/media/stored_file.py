"""The answer with a stored image or attachment of a project, on FSP's own pages and in its API."""

from pathlib import Path, PurePosixPath

from flask import Response, send_file

from fsp.content.attachments import is_attachment
from fsp.web.headers import IMAGE_POLICY


def send_stored(file: Path, *, path: str, media_type: str) -> Response:
    """Return the file at `path` of a project. Images are shown, attachments downloaded: they share FSP's origin."""
    name = PurePosixPath(path).name
    answer = send_file(file, mimetype=media_type, as_attachment=is_attachment(path), download_name=name)
    answer.headers["Content-Security-Policy"] = IMAGE_POLICY
    return answer
