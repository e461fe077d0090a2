"""What a platform's loopback server receives and returns."""

import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Part:
    """A part of a multipart form: its name, file name (empty for a field), media type and bytes."""

    name: str
    file_name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Request:
    """A request. Names of headers are in lower case; `query` has the values of each name."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as JSON; raise Refused with 400 if it is something else."""
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(400, {"error": "The body is not JSON."}) from None

    @property
    def form(self) -> dict[str, list[str]]:
        """Return the fields of a URL-encoded body."""
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def parts(self) -> dict[str, Part]:
        """Return the parts of a multipart body by name."""
        content_type = self.headers.get("content-type", "")
        message = BytesParser(policy=HTTP).parsebytes(
            b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + self.body
        )
        parts: dict[str, Part] = {}
        for part in message.iter_parts() if message.is_multipart() else ():
            name = str(part.get_param("name", header="content-disposition"))
            data = part.get_payload(decode=True)
            parts[name] = Part(name, part.get_filename() or "", part.get_content_type(), bytes(data or b""))
        return parts

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a name in the query."""
        return self.query.get(name, [default])[0]

    @property
    def bearer(self) -> str:
        """Return the token of the Authorization header, without its scheme."""
        return self.headers.get("authorization", "").partition(" ")[2]


@dataclass(frozen=True)
class Response:
    """A response: `fields` is sent as JSON, unless there is a `body`."""

    status: int = 200
    fields: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def encoded(self) -> tuple[dict[str, str], bytes]:
        """Return the headers and the body."""
        body = self.body if self.body is not None else json.dumps(self.fields, ensure_ascii=False).encode()
        content_type = {} if self.body is not None else {"Content-Type": "application/json; charset=utf-8"}
        return {**content_type, **self.headers, "Content-Length": str(len(body))}, body


class Refused(Exception):
    """A request that the platform refuses, with its status and JSON."""

    def __init__(self, status: int, fields: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.response = Response(status, fields, headers or {})
