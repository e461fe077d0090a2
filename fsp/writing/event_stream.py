"""Splits a stream of server-sent events into the data of its events."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

DONE = "[DONE]"
MAX_LINE_BYTES = 1024 * 1024


class BrokenStream(Exception):
    """A stream that is no stream of events."""


def events_of(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the data of each event. Comments, which some servers send to keep the connection, are left out."""
    data: list[str] = []
    for line in _lines(chunks):
        if not line:
            if data:
                yield "\n".join(data)
            data = []
        elif line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
    # Some servers close the connection without the last blank line.
    if data:
        yield "\n".join(data)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in _without_mark(chunks):
        *lines, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace").rstrip("\r")
        if len(rest) > MAX_LINE_BYTES:
            raise BrokenStream(f"a line is longer than {MAX_LINE_BYTES} bytes")
    if rest:
        yield rest.decode("utf-8", "replace").rstrip("\r")


def _without_mark(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Leave out a byte order mark at the start."""
    start: bytes | None = b""
    for chunk in chunks:
        if start is None:
            yield chunk
        elif len(start + chunk) < len(BOM_UTF8):
            start += chunk
        else:
            yield (start + chunk).removeprefix(BOM_UTF8)
            start = None
    if start:
        yield start
