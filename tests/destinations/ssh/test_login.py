"""Keys and fingerprints, as OpenSSH's own tools make them."""

import subprocess
from pathlib import Path

import paramiko
import pytest

from fsp.destinations.ssh.login import Login, checked_fingerprint, fingerprint, read_private_key
from fsp.errors import PermanentFailure
from tests.ssh_server import key_maker


def key_file(folder: Path, *options: str, passphrase: str = "") -> Path:
    path = folder / "key"
    subprocess.run([key_maker(), "-q", *options, "-N", passphrase, "-f", str(path)], check=True)
    return path


def login(private_key: str, passphrase: str = "") -> Login:
    return Login("example.org", 22, "ada", "", private_key=private_key, passphrase=passphrase)


@pytest.mark.parametrize(
    "options",
    [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "rsa", "-b", "2048"), ("-t", "rsa", "-b", "2048", "-m", "PEM")],
)
def test_every_usual_key_is_read_with_and_without_line_endings_of_windows(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    text = key_file(tmp_path, *options).read_text()

    in_one_line = text.replace("\n", "")
    for written in (text, text.replace("\n", "\r\n"), f"\n{text.strip()}", in_one_line, text.replace("\n", " ")):
        assert isinstance(read_private_key(login(written)), paramiko.PKey)


def test_a_passphrase_opens_its_key(tmp_path: Path) -> None:
    text = key_file(tmp_path, "-t", "ed25519", passphrase="open sesame").read_text()

    assert read_private_key(login(text, "open sesame"))
    with pytest.raises(PermanentFailure, match="has a passphrase"):
        read_private_key(login(text))
    with pytest.raises(PermanentFailure, match="passphrase is wrong") as raised:
        read_private_key(login(text, "hunter22"))
    assert "hunter22" not in str(raised.value)


def test_the_fingerprint_is_that_of_ssh_keygen(tmp_path: Path) -> None:
    path = key_file(tmp_path, "-t", "ed25519")
    line = subprocess.run([key_maker(), "-lf", str(path)], check=True, capture_output=True, text=True).stdout

    key = read_private_key(login(path.read_text()))

    assert key
    assert fingerprint(key) == checked_fingerprint(line)
    assert fingerprint(key) in line


def test_no_secret_is_in_the_text_of_a_login() -> None:
    text = repr(Login("h", 22, "ada", "", password="hunter22", private_key="key", passphrase="sesame"))

    assert not [secret for secret in ("hunter22", "key='", "sesame") if secret in text.replace("host_key=", "")]
