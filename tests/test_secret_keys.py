"""The keys of an installation: made once, replaced while others read, and never lost."""

from pathlib import Path
from threading import Thread

import pytest

from fsp.secret_keys import current_key, new_key, secret_keys
from fsp.security.encryption import Encryption
from fsp.settings import Settings


@pytest.fixture
def in_a_file(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var")


def test_the_first_process_makes_the_key_and_only_its_owner_reads_it(in_a_file: Settings) -> None:
    key = current_key(in_a_file)

    assert current_key(in_a_file) == key
    assert (in_a_file.data_dir / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_variable_wins_and_the_key_of_the_file_still_decrypts(in_a_file: Settings) -> None:
    of_file = current_key(in_a_file)

    with_variable = in_a_file.model_copy(update={"secret_key": "k" * 40, "previous_secret_keys": ("p" * 40,)})

    assert secret_keys(with_variable) == ["k" * 40, "p" * 40, of_file]


def test_a_new_key_keeps_one_previous_key(in_a_file: Settings) -> None:
    first = current_key(in_a_file)
    for _ in range(2):
        with new_key(in_a_file):
            pass

    keys = secret_keys(in_a_file)

    assert len(keys) == 2
    assert first not in keys


def test_all_previous_keys_stay_if_the_block_fails(in_a_file: Settings) -> None:
    first = current_key(in_a_file)
    with new_key(in_a_file):
        second = current_key(in_a_file)

    with pytest.raises(RuntimeError), new_key(in_a_file):
        raise RuntimeError

    assert secret_keys(in_a_file)[1:] == [second, first]


def test_two_that_want_a_new_key_wait_for_each_other(in_a_file: Settings) -> None:
    encrypted = [Encryption(secret_keys(in_a_file)).encrypt("hunter2")]

    def rotate() -> None:
        with new_key(in_a_file):
            encryption = Encryption(secret_keys(in_a_file))
            encrypted[0] = encryption.encrypt(encryption.decrypt(encrypted[0]))

    threads = [Thread(target=rotate) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    encryption = Encryption(secret_keys(in_a_file))
    assert encryption.is_current(encrypted[0])
    assert encryption.decrypt(encrypted[0]) == "hunter2"
