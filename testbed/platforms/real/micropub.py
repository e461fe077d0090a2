"""A real Micropub server from PyPI (django-indieweb), on a free port."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

_SITE = Path(__file__).with_name("micropub_site")


@dataclass(frozen=True)
class RealMicropub:
    """A running site. `tokens` are those of the users `full` (every scope), `plain` (no undelete) and `writer`."""

    url: str
    tokens: dict[str, str]


@contextmanager
def real_micropub(installed: Path, folder: Path) -> Iterator[RealMicropub]:
    """Run a site with the package that `install` put into a folder; stop it at the end."""
    port = free_port()
    url, log = f"http://127.0.0.1:{port}", folder / "micropub.log"
    with running([str(installed / "venv" / "bin" / "python"), str(_SITE), str(port)], folder=folder, log=log):
        wait_until(f"{url}/", log=log)
        yield RealMicropub(url, json.loads((folder / "tokens.json").read_text()))


def installed_folder() -> Path:
    """Return where `install` put the package."""
    return Path(os.environ.get("FSP_MICROPUB", "build/micropub")).absolute()
