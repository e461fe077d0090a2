"""The number of an entry of the stream of ended jobs: the key of its row in SQL."""

SEQUENCE_BITS = 12
"""Redis numbers the entries of one millisecond. After a clock was put back it goes on numbering in the latest one, so
that there may be more than these hold: such numbers reach into the next milliseconds (see `history/insertion.py`)."""


def number_of(entry_id: bytes) -> int:
    """Return a stream id such as `1764000000000-3` as one whole number of the same order."""
    milliseconds, _, sequence = entry_id.partition(b"-")
    return (int(milliseconds) << SEQUENCE_BITS) + int(sequence)
