"""The paths of FSP's own files: bundled resources, and the data folder."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from fsp.errors import InvalidInput, SettingsError
from fsp.private_files import FILE_MODE, close_folder, is_ours
from fsp.settings import Settings

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, including the terminating zero.
MAX_SOCKET_PATH_BYTES = 100

_FILE_NAME = re.compile(r"[^\x00-\x1f\x7f/\\\ud800-\udfff]{1,200}")
_MAX_FILE_NAME_BYTES = 255
_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the folder `templates`, `static` or `migrations`: inside the wheel, else next to the package."""
    bundled = _PACKAGE / "_bundle" / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def database_file(settings: Settings) -> Path:
    """Return the embedded SQLite file."""
    return settings.data_dir / "fsp.sqlite3"


def valkey_folder(settings: Settings) -> Path:
    """Return the folder of the bundled Valkey: its append-only file, configuration and socket."""
    return settings.data_dir / "valkey"


def valkey_socket(settings: Settings) -> Path:
    """Return the Unix socket of the bundled Valkey: in its folder, or in a private temporary one if the path is too
    long.
    """
    socket = (valkey_folder(settings) / "valkey.sock").resolve()
    if len(os.fsencode(socket)) <= MAX_SOCKET_PATH_BYTES:
        return socket
    digest = hashlib.sha256(os.fsencode(socket)).hexdigest()[:16]
    usual = Path(tempfile.gettempdir()) / f"fsp-{os.getuid()}-{digest}"
    # Any user can create a folder with this name, and could then impersonate Valkey.
    return (usual if _make_ours(usual) else _other_socket_folder(settings)) / socket.name


def remove_socket_folder(settings: Settings) -> None:
    """Remove the temporary folder of the socket, unless something is in it. The next start creates it again."""
    folder = valkey_socket(settings).parent
    if folder != valkey_folder(settings).resolve():
        with suppress(OSError):
            folder.rmdir()


def _make_ours(folder: Path) -> bool:
    """Create a folder that only this user can open; return whether it is one."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return is_ours(folder)
    return True


def _other_socket_folder(settings: Settings) -> Path:
    """Return the folder that replaces the usual one. The data folder stores its name. Create it if necessary."""
    note = valkey_folder(settings) / "socket_folder"
    try:
        noted = Path(os.fsdecode(note.read_bytes()))
    except FileNotFoundError:
        noted = None
    if noted is not None and is_ours(noted):
        return noted
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="fsp-"))
    fresh = note.with_name(f"{note.name}.{folder.name}")
    fresh.touch(mode=FILE_MODE)
    fresh.write_bytes(os.fsencode(folder))
    fresh.replace(note)
    return Path(os.fsdecode(note.read_bytes()))


def secret_key_file(settings: Settings) -> Path:
    """Return the file with the signing key, created at the first start."""
    return settings.data_dir / "secret_key"


def hold_file(settings: Settings) -> Path:
    """Return the file that exists while schedules and outgoing work are held."""
    return settings.data_dir / "held"


def site_folder(settings: Settings) -> Path:
    """Return the folder in which the built-in platform writes one folder per project."""
    return settings.data_dir / "site"


def media_folder(settings: Settings) -> Path:
    """Return the folder of imported images, named by their SHA-256."""
    return settings.data_dir / "media"


def image_sizes_folder(settings: Settings) -> Path:
    """Return the folder of smaller versions of images, which are made from the images."""
    return settings.data_dir / "image-sizes"


def themes_folder(settings: Settings) -> Path:
    """Return the folder with a person's own style sheets and templates, one folder per project."""
    return settings.data_dir / "themes"


def prompts_folder(settings: Settings) -> Path:
    """Return the folder with the prompts of projects, one folder per project."""
    return settings.data_dir / "prompts"


def uploads_folder(settings: Settings) -> Path:
    """Return the folder of uploads that are not imported yet, one folder per upload."""
    return settings.data_dir / "uploads"


def artifacts_folder(settings: Settings) -> Path:
    """Return the folder of finished reports and exports."""
    return settings.data_dir / "artifacts"


def destination_folders(settings: Settings) -> Path:
    """Return the folder that holds the folders of destinations."""
    return settings.destinations_folder or settings.data_dir / "folders"


def git_folder(settings: Settings) -> Path:
    """Return the folder with the local copies of git repositories. FSP replaces lost ones."""
    return settings.data_dir / "git"


def folder_of_job(job_id: str) -> str:
    """Return the name of a job's folder: its id if that is a plain name, else a hash, because an id may be any text."""
    if _PLAIN_ID.fullmatch(job_id):
        return job_id
    return "id-" + hashlib.sha256(job_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def inside(folder: Path, relative: str) -> Path:
    """Return the path of a file in a folder, by a stored relative path; raise InvalidInput if it leaves the folder."""
    parts = relative.split("/")
    if not all(_is_file_name(part) for part in parts):
        raise InvalidInput(f'A path must stay inside its folder and be made of plain names, got "{relative:.100}".')
    path = folder.joinpath(*parts)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InvalidInput(f'"{relative:.100}" leads out of its folder through a link.')
    return path


def _is_file_name(part: str) -> bool:
    is_plain = part not in {"", ".", ".."} and _FILE_NAME.fullmatch(part) is not None
    return is_plain and len(part.encode()) <= _MAX_FILE_NAME_BYTES


def ensure_data_folder(settings: Settings) -> None:
    """Create the data folder and close it to other users; raise SettingsError if that fails."""
    folder = settings.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"The data folder {folder} cannot be made: {error.strerror}. Set FSP_DATA_DIR.") from error
    if not os.access(folder, os.W_OK | os.X_OK) or not _can_write(folder):
        raise SettingsError(f"The data folder {folder} cannot be written. Change its owner or set FSP_DATA_DIR.")
    close_folder(folder)


def _can_write(folder: Path) -> bool:
    # os.access reports success to root on a read-only file system, so try it.
    probe = folder / f".writable-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
