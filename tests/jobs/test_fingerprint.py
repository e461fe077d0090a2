"""Fingerprints: one for each fault, whatever its numbers, quoted words, addresses and paths."""

import random
from uuid import UUID

import pytest

from fsp.jobs.fingerprint import fingerprint, normal

CAUSES = (
    ("ValueError", "row {number} of '{word}' at 0x{hex} is not a date"),
    ("OSError", "[Errno 28] No space left on device: '/srv/fsp/{word}/{number}.epub'"),
    ("ServiceUnavailable", "the platform at https://{word}.example/{number} answered 503"),
    ("ServiceUnavailable", "the platform at https://{word}.example/{number} answered 404"),
    ("ConnectionError", "cannot reach {address}:{port} as {word}{number}@example.org"),
    ("KeyError", "the item {uuid} isn't in project {word}-{number}, tried {number} times"),
    (
        "TimeoutError",
        "took {number}.{number} s since 2026-05-{day:02} 10:{day:02}:11, {number}% of /var/lib/{word}/{hex}",
    ),
)


def errors(seed: int, count: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    results = []
    for _ in range(count):
        error_class, words = chance.choice(CAUSES)
        varying = {
            "number": chance.randrange(10**6),
            "word": "".join(chance.choices("abcdefgh", k=chance.randrange(3, 9))),
            "hex": f"{chance.randrange(2**32):08x}",
            "address": ".".join(str(chance.randrange(256)) for _ in range(4)),
            "port": chance.randrange(1, 65536),
            "uuid": UUID(int=chance.randrange(2**128)),
            "day": chance.randrange(1, 29),
        }
        results.append((error_class, words.format(**varying)))
    return results


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand_errors_of_seven_causes_are_seven(seed: int) -> None:
    fingerprints = {fingerprint(error_class, message) for error_class, message in errors(seed, 10_000)}

    assert len(fingerprints) == len(CAUSES)


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        ("row 17 of 'beans' at 0x7f3a", "row 4 of 'peas' at 0x00BC"),
        ("no file /srv/a/b.md", "no file /srv/other/c/d.md"),
        ("no file data/a.md", "no file data/b/c.md"),
        ("from [2001:db8::1]", "from [fe80::2]"),
        ("job export-data-3f2a09 died", "job export-data-77bc01 died"),
        ("it said “yes”", "it said “no”"),
    ],
)
def test_what_varies_is_taken_out(entry: str, other: str) -> None:
    assert normal(entry) == normal(other)


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        ("no room", "no time"),
        ("it answered 503", "it answered 404"),
        ("HTTP 500", "HTTP 429"),
        ("[Errno 2] it failed", "[Errno 13] it failed"),
        ("can't open it, won't try", "can't close it, won't try"),
    ],
)
def test_what_tells_faults_apart_is_kept(entry: str, other: str) -> None:
    assert normal(entry) != normal(other)


def test_another_class_is_another_fault() -> None:
    assert fingerprint("ValueError", "no room") != fingerprint("OSError", "no room")


def test_a_class_told_twice_is_told_once() -> None:
    assert fingerprint("ValueError", "ValueError: no room") == fingerprint("ValueError", "no room")


def test_a_long_message_is_looked_at_in_part() -> None:
    assert fingerprint("ValueError", "x" * 10_000) == fingerprint("ValueError", "x" * 20_000)
