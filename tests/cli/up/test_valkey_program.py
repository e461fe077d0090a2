"""The bundled Valkey: found through what its package says it installed."""

import subprocess
from importlib import metadata

import pytest

from fsp.cli.up.valkey_program import valkey_program
from fsp.errors import SettingsError


def test_it_is_a_program_that_runs() -> None:
    assert b"Valkey server" in subprocess.check_output([valkey_program(), "--version"])


def test_where_there_is_none_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "files", lambda _: [])

    with pytest.raises(SettingsError, match="set REDIS_URL"):
        valkey_program()
