"""Requests that may be larger than others: a zip of posts that a form sends, kept in FSP's own folder meanwhile."""

import tempfile
from typing import IO

from flask import Flask, Request, g, request
from werkzeug.formparser import FormDataParser

from fsp import paths
from fsp.amounts import size
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.web.access.permissions import has_role

MAX_FORM_ZIP_BYTES = 64 * 1024 * 1024
"""A form is sent as one request, which a thread takes in; larger zips arrive in parts."""

UPLOADS = frozenset({"imports.create"})


class UploadRequest(Request):
    """Keeps the files of an upload in the data folder, not in memory or where other users look."""

    def make_form_data_parser(self) -> FormDataParser:
        """Return the parser of the form; that of an upload writes the files into the data folder."""
        parser = super().make_form_data_parser()
        if self.endpoint in UPLOADS:
            parser.stream_factory = self._file_stream
        return parser

    def _file_stream(self, *_: object, **__: object) -> IO[bytes]:
        folder = paths.uploads_folder(current_settings())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Closed when the request ends.
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self.__dict__.setdefault("kept_files", []).append(file)
        return file


def install(app: Flask) -> None:
    """Let the application take such requests."""
    app.request_class = UploadRequest
    app.teardown_request(_close)


def _close(_error: BaseException | None) -> None:
    for file in request.__dict__.get("kept_files", ()):
        file.close()


def allow_upload() -> None:
    """Let a form with a zip be larger than others, for somebody who may import."""
    if request.endpoint in UPLOADS and g.account is not None and has_role(g.account, Role.OPERATOR):
        request.max_content_length = MAX_FORM_ZIP_BYTES
        if (request.content_length or 0) > MAX_FORM_ZIP_BYTES:
            raise InvalidInput(
                f"A zip sent by a form is limited to {size(MAX_FORM_ZIP_BYTES)}. "
                "Enable JavaScript, upload it through the API, or run fsp import on the server."
            )
