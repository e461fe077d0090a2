"""Larger requests for uploads: an image, or a zip in a form, which is stored temporarily in the data folder."""

import tempfile
from typing import IO

from flask import Flask, Request, g, request
from werkzeug.formparser import FormDataParser

from fsp import paths
from fsp.amounts import size
from fsp.content.media import MAX_IMAGE_BYTES
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.web.access.permissions import has_role

MAX_FORM_ZIP_BYTES = 64 * 1024 * 1024
"""A form is one request, which occupies a thread. Larger zips arrive in parts."""

UPLOADS = frozenset({"imports.create", "media.add"})
"""Forms with a file."""

IMAGE_UPLOADS = frozenset({"api_media.put", "api_media.add", "media.add"})
FORM_BYTES = 64 * 1024
"""What a form needs in addition to its image."""


class UploadRequest(Request):
    """Stores uploaded files in the data folder, not in memory or in a shared temporary folder."""

    def make_form_data_parser(self) -> FormDataParser:
        """Return the form parser. For an upload it writes files to the data folder."""
        parser = super().make_form_data_parser()
        if self.endpoint in UPLOADS:
            parser.stream_factory = self._file_stream
        return parser

    def _file_stream(self, *_: object, **__: object) -> IO[bytes]:
        folder = paths.uploads_folder(current_settings())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Closed at the end of the request.
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self.__dict__.setdefault("kept_files", []).append(file)
        return file


def install(app: Flask) -> None:
    """Enable such requests in the application."""
    app.request_class = UploadRequest
    app.teardown_request(_close)


def _close(_error: BaseException | None) -> None:
    for file in request.__dict__.get("kept_files", ()):
        file.close()


def allow_upload() -> None:
    """Allow a larger body, with a zip or an image, for accounts that may import."""
    if g.account is None or not has_role(g.account, Role.OPERATOR):
        return
    if request.endpoint in IMAGE_UPLOADS:
        request.max_content_length = MAX_IMAGE_BYTES + FORM_BYTES
        if (request.content_length or 0) > MAX_IMAGE_BYTES + FORM_BYTES:
            raise InvalidInput(
                f"A file is limited to {size(MAX_IMAGE_BYTES)} here. Make it smaller, or use fsp media add."
            )
    elif request.endpoint in UPLOADS:
        request.max_content_length = MAX_FORM_ZIP_BYTES
        if (request.content_length or 0) > MAX_FORM_ZIP_BYTES:
            raise InvalidInput(
                f"A zip sent by a form is limited to {size(MAX_FORM_ZIP_BYTES)}. "
                "Enable JavaScript, upload it through the API, or run fsp import on the server."
            )
