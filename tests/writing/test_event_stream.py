"""Splitting a stream of events."""

import pytest

from fsp.writing.event_stream import MAX_LINE_BYTES, BrokenStream, events_of


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_events_are_found_wherever_the_parts_are_cut(size: int) -> None:
    text = ': comment\r\n\r\nevent: x\r\ndata: {"a": "ü"}\r\n\r\ndata:two\ndata: lines\n\ndata: [DONE]'.encode()
    chunks = [text[start : start + size] for start in range(0, len(text), size)]

    assert list(events_of(chunks)) == ['{"a": "ü"}', "two\nlines", "[DONE]"]


def test_a_line_without_end_is_refused() -> None:
    with pytest.raises(BrokenStream):
        list(events_of([b"x" * (MAX_LINE_BYTES + 1)]))
