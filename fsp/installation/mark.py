"""The mark of the installation in its data folder: a file with the identity, and what the file system says of it."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from fsp.clock import from_epoch
from fsp.files.atomic_write import write_atomically
from fsp.installation.decide import FolderWitness, MarkFacts, is_same_folder
from fsp.settings import Settings
from fsp.stored import number_of, object_of, read_or, whole_of

MACHINE_ID = Path("/etc/machine-id")
NOTHING = FolderWitness()


@dataclass(frozen=True)
class _Facts:
    identity: str
    beat: float
    mark: MarkFacts


def read_mark(settings: Settings, machine_id: Path = MACHINE_ID) -> FolderWitness:
    """Return what the data folder says of the installation."""
    try:
        identity = _mark_file(settings).read_text(encoding="ascii").strip()
        raw = _facts_file(settings).read_bytes()
        now = _facts_of(settings, machine_id)
    except (OSError, UnicodeDecodeError):
        return NOTHING
    facts = read_or(None, _parsed, raw)
    if not identity or facts is None:
        return NOTHING
    is_original = facts.identity == identity and is_same_folder(facts.mark, now)
    return FolderWitness(identity, from_epoch(facts.beat), is_original)


def write_mark(settings: Settings, identity: str, beat_at: datetime, machine_id: Path = MACHINE_ID) -> None:
    """Mark the data folder as that of this installation, unless it is marked so."""
    with _lock(settings):
        mark = read_mark(settings, machine_id)
        if mark.identity == identity and mark.is_original:
            return
        write_atomically(_mark_file(settings), f"{identity}\n".encode())
        _write_facts(settings, _Facts(identity, beat_at.timestamp(), _facts_of(settings, machine_id)))


def write_beat(settings: Settings, beat_at: datetime, machine_id: Path = MACHINE_ID) -> None:
    """Remember when the installation last worked, and what the file system says of the mark now.

    Folders without a mark, or that cannot be written, are left alone.
    """
    with suppress(OSError), _lock(settings):
        mark = read_mark(settings, machine_id)
        if mark.identity and mark.is_original:
            _write_facts(settings, _Facts(mark.identity, beat_at.timestamp(), _facts_of(settings, machine_id)))


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    """Let one process write at a time: the facts must be those of the file beside them."""
    with (settings.data_dir / ".installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_facts(settings: Settings, facts: _Facts) -> None:
    write_atomically(_facts_file(settings), json.dumps(asdict(facts)).encode())


def _parsed(raw: bytes) -> _Facts:
    fields = object_of(raw)
    mark = fields["mark"]
    facts = MarkFacts(whole_of(mark["inode"]), whole_of(mark["changed_ns"]), str(mark["path"]), str(mark["machine"]))
    return _Facts(str(fields["identity"]), number_of(fields["beat"]), facts)


def _facts_of(settings: Settings, machine_id: Path) -> MarkFacts:
    stat = _mark_file(settings).stat()
    try:
        machine = machine_id.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = ""
    return MarkFacts(stat.st_ino, stat.st_ctime_ns, str(settings.data_dir.resolve()), machine)


def _mark_file(settings: Settings) -> Path:
    return settings.data_dir / "installation"


def _facts_file(settings: Settings) -> Path:
    return settings.data_dir / "installation.json"
