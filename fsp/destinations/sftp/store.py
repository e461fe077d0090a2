"""Files in a folder of an SFTP server."""

import contextlib
import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import paramiko

from fsp.destinations.contract import Tools
from fsp.destinations.deadline_client import seconds_left
from fsp.destinations.post_files.key_index import index_files, index_path, is_named_by_content, removed_paths
from fsp.destinations.post_files.store import Change
from fsp.destinations.ssh.connection import IO_SECONDS, connected
from fsp.destinations.ssh.login import Login
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable

MAX_FILE_BYTES = 64 * 1024 * 1024
PART = ".fsp-part"


@dataclass
class SftpStore:
    """Reads and writes files over one connection for each call of the contract."""

    login: Login
    folder: str
    tools: Tools
    _client: paramiko.SFTPClient | None = field(default=None, repr=False)

    @contextmanager
    def session(self) -> Iterator[None]:
        """Connect once for all that happens within."""
        if self._client is not None:
            yield
            return
        with connected(self.login, self.tools) as transport, self._client_of(transport) as client:
            self._client = client
            try:
                yield
            finally:
                self._client = None

    def read(self, path: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""
        with self.session(), self._faults(path):
            try:
                with self._sftp.open(self._absolute(path), "rb") as file:
                    size = file.stat().st_size or 0
                    if size > MAX_FILE_BYTES:
                        raise PermanentFailure(f"{path} has {size} bytes, which is no file of FSP.")
                    file.prefetch(size)
                    return file.read()
            except FileNotFoundError:
                return None

    def find_key(self, key: str, suffix: str) -> str | None:  # noqa: ARG002
        """Return the path of a post by the index."""
        path = self.read(index_path(key))
        return path.decode("utf-8", "replace") if path else None

    def apply(self, change: Change) -> None:
        """Write the index first and the text of a post last, each to a name of its own that is then renamed."""
        with self.session():
            try:
                for path, file in index_files(change).items():
                    self._write(path, file.data, is_new=False)
                for path in change.written:
                    self._write(path, change.written[path].data, is_new=path in change.created)
                for path in removed_paths(change):
                    self._remove(path)
            except ServiceUnavailable as error:
                raise AnswerLost(str(error)) from error

    @property
    def _sftp(self) -> paramiko.SFTPClient:
        assert self._client is not None  # noqa: S101 - every caller is within a session
        return self._client

    @contextmanager
    def _client_of(self, transport: paramiko.Transport) -> Iterator[paramiko.SFTPClient]:
        try:
            client = paramiko.SFTPClient.from_transport(transport)
        except (paramiko.SSHException, EOFError, OSError) as error:
            if not transport.is_active():
                raise ServiceUnavailable(f"{self.login.host} ended the connection before SFTP began.") from error
            raise PermanentFailure(f"{self.login.host} offers no SFTP to {self.login.user}.") from error
        assert client is not None  # noqa: S101 - None only for a transport that is closed
        client.get_channel().settimeout(min(IO_SECONDS, seconds_left(self.tools.http)))  # type: ignore[union-attr]
        with client:
            yield client

    def _absolute(self, path: str) -> str:
        return f"{self.folder.rstrip('/')}/{path}" if self.folder else path

    def _write(self, path: str, data: bytes, *, is_new: bool) -> None:
        target = self._absolute(path)
        part = str(PurePosixPath(target).with_name(f".{secrets.token_hex(8)}{PART}"))
        with self._faults(path):
            if is_named_by_content(path) and self._size(target) == len(data):
                return
            self._make_folders(target)
            try:
                with self._sftp.open(part, "wbx") as file:
                    file.set_pipelined(pipelined=True)
                    file.write(data)
                self._check_whole(part, path, data)
                self._put_in_place(part, target, path, is_new=is_new)
            finally:
                with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                    self._sftp.remove(part)

    def _check_whole(self, part: str, path: str, data: bytes) -> None:
        """Raise ServiceUnavailable if the server stored less: the answers to pipelined writes are not read."""
        size = self._size(part) or 0
        if size != len(data):
            raise ServiceUnavailable(
                f"{self.login.host} stored {size} of {len(data)} bytes of {path}. The disk is full, or the quota of "
                f"{self.login.user} is used up."
            )

    def _put_in_place(self, part: str, target: str, path: str, *, is_new: bool) -> None:
        if not is_new:
            try:
                self._sftp.posix_rename(part, target)
            except OSError as error:
                if error.errno is not None or self._size(target) is None:
                    raise
                # A server without OpenSSH's extension cannot replace a file by a rename.
                self._sftp.remove(target)
                self._sftp.rename(part, target)
            return
        # The plain rename of SFTP never replaces a file.
        if self._size(target) is not None:
            raise PermanentFailure(f"{path} exists already. Rename it, or change the slug.")
        self._sftp.rename(part, target)

    def _make_folders(self, target: str) -> None:
        for folder in reversed(PurePosixPath(target).parents):
            name = str(folder)
            if name in {".", "/"} or self._size(name) is not None:
                continue
            # Another writer may make it at the same moment.
            with contextlib.suppress(OSError):
                self._sftp.mkdir(name)

    def _remove(self, path: str) -> None:
        target = self._absolute(path)
        with self._faults(path), contextlib.suppress(FileNotFoundError):
            self._sftp.remove(target)
        base = PurePosixPath(self.folder or ".")
        for folder in PurePosixPath(target).parents:
            if folder in {base, PurePosixPath()} or folder in base.parents:
                break
            try:
                self._sftp.rmdir(str(folder))
            except OSError:
                # It is not empty.
                break

    def _size(self, target: str) -> int | None:
        try:
            return self._sftp.stat(target).st_size or 0
        except FileNotFoundError:
            return None

    @contextmanager
    def _faults(self, path: str) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise ServiceUnavailable(f"{self.login.host} took too long with {path}.") from error
        except (EOFError, paramiko.SSHException, ConnectionError) as error:
            raise ServiceUnavailable(f"{self.login.host} ended the connection at {path}.") from error
        except OSError as error:
            if error.errno == errno.EACCES:
                raise PermanentFailure(f"{self.login.user} has no right to {path} on {self.login.host}.") from error
            reason = error.strerror or str(error) or type(error).__name__
            raise ServiceUnavailable(f"{self.login.host} failed at {path}: {reason[:200]}.") from error
