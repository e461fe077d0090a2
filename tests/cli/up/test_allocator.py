"""The bundled Valkey's allocator: jemalloc where the machine has it."""

import ctypes.util
import os
import subprocess
from pathlib import Path

import pytest

from fsp.cli.up.allocator import allocator_variables
from fsp.cli.up.valkey_program import valkey_program


def test_jemalloc_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so.2")

    assert allocator_variables() == {"LD_PRELOAD": "libjemalloc.so.2"}


def test_without_it_glibc_keeps_more_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)

    assert allocator_variables() == {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=500"}


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    assert allocator_variables() == {}


@pytest.mark.parametrize("name", ["LD_PRELOAD", "GLIBC_TUNABLES"])
def test_what_the_operator_has_set_stays(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")

    assert allocator_variables() == {}


def test_the_server_starts_with_what_this_machine_has(tmp_path: Path) -> None:
    # The loader tells on stderr what it cannot preload, and a tunable it does not know.
    found = subprocess.run(
        [str(valkey_program()), "--version"],
        env={**os.environ, **allocator_variables()},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.startswith("Valkey server")
    assert found.stderr == ""
