"""A folder on a server that is reached by SFTP."""

import secrets
from typing import ClassVar

from pydantic import BaseModel, Field, field_validator

from fsp.destinations.checks import run
from fsp.destinations.contract import Abilities, CheckResult, Markup, Tools
from fsp.destinations.post_files.document import LIMITS
from fsp.destinations.post_files.layout import FileLayout, checked_path
from fsp.destinations.post_files.platform import FilePlatform
from fsp.destinations.post_files.store import Change, StoredFile
from fsp.destinations.sftp.store import SftpStore
from fsp.destinations.ssh.check import check_login
from fsp.destinations.ssh.settings import SshCredentials, SshSettings, login_of


class SftpSettings(SshSettings, FileLayout):
    """The server, the folder, and what is written to it."""

    folder: str = Field(
        "",
        title="Folder",
        description="Such as /srv/www/blog, or relative to the user's home, such as www. Empty for the home itself.",
        max_length=500,
    )

    @field_validator("folder")
    @classmethod
    def _check_folder(cls, folder: str) -> str:
        relative = folder.strip("/")
        return ("/" if folder.startswith("/") else "") + (checked_path(relative) if relative else "")


class Sftp(FilePlatform):
    """Writes files to one folder of a server."""

    name: ClassVar[str] = "sftp"
    title: ClassVar[str] = "SFTP server"
    abilities = Abilities(markup=Markup.MARKDOWN, images=LIMITS, max_parallel=2)
    SettingsModel: ClassVar[type[BaseModel]] = SftpSettings
    CredentialsModel: ClassVar[type[BaseModel]] = SshCredentials

    def __init__(self, settings: SftpSettings, credentials: SshCredentials, tools: Tools) -> None:
        self._login, self._tools = login_of(settings, credentials), tools
        self.store = SftpStore(self._login, settings.folder, tools)
        super().__init__(self.store, settings, tools)

    def check(self) -> list[CheckResult]:
        """Log in, then write, read and remove a file."""
        results = check_login(self._login, self._tools)
        if all(result.is_ok for result in results):
            results.append(run("Write", self._write_and_remove))
        return results

    def _write_and_remove(self) -> str:
        path = f".fsp-test-{secrets.token_hex(8)}"
        with self.store.session():
            self.store.apply(Change({path: StoredFile(b"FSP tests this destination.\n", "text/plain")}))
            self.store.read(path)
            self.store.apply(Change({}, removed=(path,)))
        return "Files can be written, replaced and removed."
