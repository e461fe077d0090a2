"""Finds the FSP instance that a command uses: the one in this folder, else the running one of this user.

`fsp up` records where it runs, so that `fsp jobs list` in another folder or shell uses the same data folder, Redis,
database and address, instead of creating a second, empty instance.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from fsp.errors import SettingsError
from fsp.settings import Settings

RECORDED_VARIABLES = (
    "REDIS_URL",
    "DATABASE_URL",
    "FSP_HOST",
    "FSP_PORT",
    "FSP_BASE_URL",
    "FSP_ZONE",
)
"""What a command needs to reach the same stores and print the same address."""

COMMANDS_THAT_CREATE = frozenset({"up", "migrate", "restore"})
"""Commands that may create a new instance in ./var."""

COMMANDS_THAT_START = frozenset({"web", "worker", "scheduler", "import"})
"""Commands that may create the data folder that FSP_DATA_DIR names."""

FILE_NAME = "instance.json"
RECORD_BYTES = 4096


class Instance(BaseModel):
    """A running `fsp up`."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path
    pid: int
    address: str
    environment: dict[str, str]
    is_ready: bool = False


class Record:
    """The record file of a running `fsp up`, protected by a lock."""

    def __init__(self, file: IO[bytes], instance: Instance) -> None:
        self._file = file
        self._instance = instance

    def write(self, *, is_ready: bool) -> None:
        """Write the record. Readers take no lock, so it is a single write of a fixed size."""
        text = self._instance.model_copy(update={"is_ready": is_ready}).model_dump_json()
        os.pwrite(self._file.fileno(), text.encode().ljust(RECORD_BYTES), 0)


@contextlib.contextmanager
def recorded(settings: Settings, environment: Mapping[str, str]) -> Iterator[Record]:
    """Record this running instance until the block ends. The lock distinguishes it from a leftover file."""
    data_dir = settings.data_dir.resolve()
    variables = {name: environment[name] for name in RECORDED_VARIABLES if environment.get(name)}
    instance = Instance(data_dir=data_dir, pid=os.getpid(), address=settings.public_url, environment=variables)
    file = data_dir / FILE_NAME
    with open(file, "r+b", opener=_private) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = Record(lock, instance)
        record.write(is_ready=False)
        pointer = _pointer(data_dir)
        with contextlib.suppress(OSError):
            # Without a home folder, commands still find the instance by its data folder or FSP_DATA_DIR.
            pointer.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            pointer.write_text(str(data_dir), encoding="utf-8")
        try:
            yield record
        finally:
            lock.truncate(0)
            with contextlib.suppress(OSError):
                pointer.unlink()


def ended_uncleanly(settings: Settings) -> bool:
    """Return whether the last `fsp up` here was killed. Call it before this one is recorded."""
    file = settings.data_dir / FILE_NAME
    return file.exists() and file.stat().st_size > 0


def running_in(data_dir: Path) -> Instance | None:
    """Return the instance that runs on this data folder, or None."""
    try:
        with (data_dir / FILE_NAME).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Instance.model_validate_json(file.read())
    except (OSError, ValidationError):
        return None
    return None


def running_instances() -> list[Instance]:
    """Return every running instance of this user, by data folder."""
    folders = []
    for pointer in sorted(_state_folder().glob("*")):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            folders.append(Path(pointer.read_text(encoding="utf-8")))
    return [instance for folder in sorted(folders) if (instance := running_in(folder))]


def located(environment: Mapping[str, str], *, command: str | None = None) -> dict[str, str]:
    """Return the environment, completed with the location of the instance; raise SettingsError if there is none, or
    several.

    Variables that are set stay unchanged. Without FSP_DATA_DIR and DATABASE_URL, the instance is the one in ./var, else
    the only running one of this user. Only `COMMANDS_THAT_CREATE` may create one in ./var.
    """
    variables = {name: value for name, value in environment.items() if value.strip()}
    chosen = variables.get("FSP_DATA_DIR")
    data_dir = Path(chosen or "var").expanduser()
    instance = running_in(data_dir)
    if instance is None and not _is_settled(data_dir, variables, command):
        instance = _only_running()
    if instance is None:
        return variables
    return {**instance.environment, "FSP_DATA_DIR": str(instance.data_dir), **variables}


def holds_fsp(data_dir: Path) -> bool:
    """Return whether FSP was set up in this folder."""
    return any((data_dir / name).exists() for name in ("fsp.sqlite3", "secret_key"))


def _is_settled(data_dir: Path, variables: Mapping[str, str], command: str | None) -> bool:
    if command in COMMANDS_THAT_CREATE or "DATABASE_URL" in variables:
        return True
    if "FSP_DATA_DIR" not in variables:
        return holds_fsp(data_dir)
    if not data_dir.exists() and command not in COMMANDS_THAT_START:
        raise SettingsError(
            f'FSP_DATA_DIR must name a data folder of FSP, got "{data_dir}", which does not exist. '
            "Correct the path, or run fsp up to make it."
        )
    return True


def _only_running() -> Instance:
    instances = running_instances()
    if not instances:
        raise SettingsError(
            "No FSP was found: none is running, and there is no data folder ./var here. "
            "Start one with fsp up, or set FSP_DATA_DIR."
        )
    if len(instances) > 1:
        choices = ", ".join(f"{instance.data_dir} ({instance.address})" for instance in instances)
        raise SettingsError(f"More than one FSP is running. Set FSP_DATA_DIR to one of them: {choices}.")
    return instances[0]


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "fsp" / "instances"


def _pointer(data_dir: Path) -> Path:
    return _state_folder() / hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o600)
