"""Tokens: 256 bits, never twice, kept as a hash."""

from fsp.security.tokens import fingerprint_of, new_token


def test_tokens_are_long_and_never_the_same() -> None:
    created = {new_token() for _ in range(100)}

    assert len(created) == 100
    assert min(map(len, created)) >= 43


def test_the_fingerprint_tells_nothing_but_sameness() -> None:
    assert fingerprint_of("a") == fingerprint_of("a") != fingerprint_of("b")
    assert len(fingerprint_of("a")) == 64
