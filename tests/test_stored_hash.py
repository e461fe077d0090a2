"""A damaged field of a hash costs itself alone, and is named."""

from fsp.stored_hash import Fields


def test_a_hash_names_the_fields_that_cannot_be_read() -> None:
    fields = Fields({b"attempt": b"abc", b"failures": b"2", b"at": b"never", b"arguments": b"[1]", b"empty": b""})

    read = (fields.count("attempt"), fields.count("failures"), fields.count("empty"), fields.count("missing", 7))
    rest = (fields.moment("at"), fields.object("arguments"), fields.list("missing"), fields.milliseconds("missing"))

    assert (read, rest) == ((0, 2, 0, 7), (None, {}, [], None))
    assert fields.undecodable == {"attempt": "abc", "at": "never", "arguments": "[1]"}
