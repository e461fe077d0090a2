"""Parses an HTTP/1.1 request while it arrives, so that no thread waits for the rest of it."""

import re

MAX_HEAD_BYTES = 64 * 1024
MAX_BODY_BYTES = 1024 * 1024
"""A larger request is passed on when this much has arrived. The application refuses it or reads the rest itself."""

MAX_CHUNK_LINE_BYTES = 300

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*(\d{1,15})[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\nTransfer-Encoding:[^\r\n]*chunked[ \t]*(?=\r\n)", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nExpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")


class ArrivingRequest:
    """The bytes of a request so far. Each byte is parsed once, however small the pieces."""

    def __init__(self, data: bytes = b"") -> None:
        self.bytes = bytearray(data)
        self.is_whole = False
        self.waits_for_leave = False
        """The client waits for `100 Continue` before it sends the body."""
        self._searched = 0
        self._body_at: int | None = None
        self._whole_at: int | None = None
        self._next_chunk_at: int | None = None
        self._look()

    def add(self, data: bytes) -> None:
        """Add the next piece."""
        self.bytes += data
        self._look()

    def _look(self) -> None:
        if self._body_at is None and not self._find_body():
            self.is_whole = len(self.bytes) > MAX_HEAD_BYTES
            return
        self.is_whole = self._has_whole_body() or len(self.bytes) - (self._body_at or 0) > MAX_BODY_BYTES

    def _find_body(self) -> bool:
        """Find the end of the head, and what it says about the body."""
        end = self.bytes.find(_HEAD_END, self._searched)
        if end < 0:
            self._searched = max(0, len(self.bytes) - len(_HEAD_END) + 1)
            return False
        head = bytes(self.bytes[: end + 2])
        self._body_at = self._whole_at = end + len(_HEAD_END)
        if _CHUNKED.search(head):
            self._whole_at, self._next_chunk_at = None, self._body_at
        elif length := _LENGTH.search(head):
            self._whole_at = self._body_at + int(length[1])
        self.waits_for_leave = bool(_EXPECTS.search(head)) and self._whole_at != self._body_at
        return True

    def _has_whole_body(self) -> bool:
        if self._whole_at is None:
            self._follow_chunks()
        return self._whole_at is not None and len(self.bytes) >= self._whole_at

    def _follow_chunks(self) -> None:
        """Skip complete chunks. The last one is empty."""
        at = self._next_chunk_at or 0
        while at < len(self.bytes):
            size = _CHUNK_SIZE.match(self.bytes, at)
            if size is None:
                line = self.bytes[at : at + MAX_CHUNK_LINE_BYTES]
                # Either the line is incomplete, or it is invalid. In the latter case the server responds immediately.
                is_wrong = b"\r\n" in line or len(line) == MAX_CHUNK_LINE_BYTES
                self._whole_at = at if is_wrong else None
                break
            if int(size[1], 16) == 0:
                self._whole_at = self._end_after(size.end())
                break
            at = size.end() + int(size[1], 16) + 2
        self._next_chunk_at = at

    def _end_after(self, at: int) -> int | None:
        """Return the end of a body whose last chunk's line ends here: after trailers, which are rare."""
        if self.bytes[at : at + 2] == b"\r\n":
            return at + 2
        end = self.bytes.find(_HEAD_END, at)
        return end + len(_HEAD_END) if end >= 0 else None
