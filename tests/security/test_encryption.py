"""Encrypted secrets: readable with any known key, with no other."""

import pytest

from fsp.security.encryption import Encryption, WrongSecretKey

OLD, NEW = "a" * 40, "b" * 40


def test_a_text_is_decrypted_and_not_readable_in_between() -> None:
    encrypted = Encryption([NEW]).encrypt("hunter2 ä")

    assert "hunter2" not in encrypted
    assert Encryption([NEW]).decrypt(encrypted) == "hunter2 ä"


def test_a_previous_key_decrypts_and_the_current_one_encrypts() -> None:
    old = Encryption([OLD]).encrypt("hunter2")
    both = Encryption([NEW, OLD])

    assert both.decrypt(old) == "hunter2"
    assert not both.is_current(old)
    assert both.is_current(both.encrypt("hunter2"))


@pytest.mark.parametrize("damaged", ["", "gAAAA", "plain text", "ü"])
def test_another_key_or_a_damaged_text_is_named(damaged: str) -> None:
    with pytest.raises(WrongSecretKey, match="FSP_SECRET_KEY_PREVIOUS"):
        Encryption([NEW]).decrypt(damaged)
    with pytest.raises(WrongSecretKey):
        Encryption([NEW]).decrypt(Encryption([OLD]).encrypt("hunter2"))
