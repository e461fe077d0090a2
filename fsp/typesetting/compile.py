"""Compiles a Typst file to PDF or PNG in a process of its own, so that its memory is free again afterwards.

Usage: python -m fsp.typesetting.compile MAIN OUTPUT
"""

import subprocess
import sys
from pathlib import Path

import typst

from fsp.errors import PermanentFailure

MAX_SECONDS = 600
MAX_MESSAGE_CHARACTERS = 500


def compile_in_child(main: Path, output: Path) -> None:
    """Compile in a child process; raise PermanentFailure with the compiler's message."""
    command = [sys.executable, "-m", "fsp.typesetting.compile", main.name, str(output)]
    child = subprocess.run(  # noqa: S603
        command, cwd=main.parent, capture_output=True, text=True, timeout=MAX_SECONDS, check=False
    )
    if child.returncode:
        message = child.stderr.strip()[-MAX_MESSAGE_CHARACTERS:] or f"the compiler ended with {child.returncode}"
        raise PermanentFailure(f"The PDF was not made: {message}.")


def main(source: str, output: str) -> None:
    """Compile one file."""
    try:
        typst.compile(source, output=output, root=".", format="png" if output.endswith(".png") else "pdf")
    except typst.TypstError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
