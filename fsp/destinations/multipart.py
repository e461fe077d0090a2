"""Encodes a multipart form, for uploads."""

import secrets
from collections.abc import Mapping

from fsp.destinations.contract import PreparedImage


def multipart(fields: Mapping[str, str], file_field: str, image: PreparedImage) -> tuple[bytes, dict[str, str]]:
    """Return the body of a form with one file, and the headers that describe it."""
    boundary = f"fsp-{secrets.token_hex(16)}"
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file_head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file_field}"; filename="{image.file_name}"\r\n'
        f"Content-Type: {image.media_type}\r\n\r\n"
    )
    body = b"".join(["".join(lines).encode(), file_head.encode(), image.data, f"\r\n--{boundary}--\r\n".encode()])
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
