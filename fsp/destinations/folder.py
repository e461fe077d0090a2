"""A folder on the machine FSP runs on: Markdown files for a site generator, or a copy of the built site."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, Field, field_validator

from fsp import paths
from fsp.destinations.contract import Abilities, CheckResult, Markup, Tools
from fsp.destinations.post_files.document import LIMITS
from fsp.destinations.post_files.folder_store import FolderStore
from fsp.destinations.post_files.layout import FileLayout, checked_path
from fsp.destinations.post_files.platform import FilePlatform


class FolderSettings(FileLayout):
    """Which folder, and what is written to it."""

    folder: str = Field(
        ...,
        title="Folder",
        description="The name of a folder inside FSP_DESTINATIONS_FOLDER, such as blog or blog/content. "
        "It is created if it does not exist.",
        max_length=300,
    )

    @field_validator("folder")
    @classmethod
    def _check_folder(cls, folder: str) -> str:
        return checked_path(folder)


class NoCredentials(BaseModel):
    """A folder needs none."""


class Folder(FilePlatform):
    """Writes to one folder. Files are replaced atomically."""

    name: ClassVar[str] = "folder"
    title: ClassVar[str] = "Folder"
    abilities = Abilities(markup=Markup.MARKDOWN, images=LIMITS, is_local=True, max_parallel=1)
    SettingsModel: ClassVar[type[BaseModel]] = FolderSettings
    CredentialsModel: ClassVar[type[BaseModel]] = NoCredentials

    def __init__(self, settings: FolderSettings, credentials: Any, tools: Tools) -> None:  # noqa: ARG002
        self._folder = paths.inside(paths.destination_folders(tools.settings), settings.folder)
        super().__init__(FolderStore(self._folder), settings, tools)

    def check(self) -> list[CheckResult]:
        """Write and remove a file."""
        fault = _fault_of(self._folder)
        if fault:
            fix = f"Make {self._folder} writable for the user that runs FSP, or set FSP_DESTINATIONS_FOLDER."
            return [CheckResult("Writable", is_ok=False, seen=fault, fix=fix)]
        return [CheckResult("Writable", is_ok=True, seen=f"{self._folder} can be written.")]


def _fault_of(folder: Path) -> str:
    """Return why the folder cannot be written; empty if it can."""
    probe = folder / f".fsp-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
    except OSError as error:
        return f"{folder} cannot be written: {error.strerror}."
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return ""
