"""Passwords: argon2id, long enough, and no shorter wait for a name that does not exist."""

import pytest

from fsp.errors import InvalidInput
from fsp.security.passwords import hash_password, matches


def test_only_the_right_password_matches() -> None:
    hashed = hash_password("correct horse")

    assert hashed.startswith("$argon2id$")
    assert [matches(value, hashed) for value in ("correct horse", "correct hors", "")] == [True, False, False]


def test_nobody_has_no_password_not_even_the_made_up_one() -> None:
    assert not matches("nobody's password", None)
    assert not matches("x", "not a hash")


def test_a_short_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at least 10"):
        hash_password("123456789")
