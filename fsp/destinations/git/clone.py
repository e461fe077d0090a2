"""The local copy of a repository's branch: objects only, without files and without history."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dulwich.object_store import iter_tree_contents, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from fsp.files.atomic_write import write_atomically

KEYS_NAME = "fsp-keys.json"
"""The key of each post file, by the id of its content. If the file is lost, it is rebuilt."""
MAX_PACKS = 60
"""Each fetch adds a pack. Above this number, a new copy replaces it."""


@contextmanager
def clone_of(folder: Path, url: str, branch: str) -> Iterator["Clone"]:
    """Yield the copy of a branch, made if it does not exist. One process uses it at a time."""
    name = hashlib.sha256(f"{url}\n{branch}".encode()).hexdigest()[:32]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        # The kernel releases it if this process exits.
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX)
        with _opened(folder / name) as repo:
            yield Clone(repo, Ref(f"refs/heads/{branch}".encode()), folder / name)


class Clone:
    """The files at the tip of one branch."""

    def __init__(self, repo: Repo, ref: Ref, path: Path) -> None:
        self.repo, self.ref, self.path = repo, ref, path

    @property
    def tip(self) -> ObjectID | None:
        """Return the commit at the tip; None for an empty repository."""
        try:
            return self.repo.refs[self.ref]
        except KeyError:
            return None

    @property
    def tree(self) -> ObjectID | None:
        """Return the files at the tip."""
        tip = self.tip
        commit = self.repo.object_store[tip] if tip else None
        return commit.tree if isinstance(commit, Commit) else None

    def move_to(self, tip: ObjectID | None) -> None:
        """Follow the branch of the server."""
        if tip is None:
            self.repo.refs.remove_if_equals(self.ref, None)
        else:
            self.repo.refs[self.ref] = tip

    def read(self, path: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""
        if self.tree is None:
            return None
        try:
            _, sha = tree_lookup_path(self.repo.object_store.__getitem__, self.tree, path.encode())
        except (KeyError, NotADirectoryError, ValueError):
            return None
        blob = self.repo.object_store[sha]
        return blob.as_raw_string() if isinstance(blob, Blob) else None

    def find_key(self, key: str, suffix: str, key_of: Callable[[bytes], str | None]) -> str | None:
        """Return the path of the file with this ending and key.

        Each content is read once: its key is remembered beside the copy, by the id of the content.
        """
        ending, remembered = suffix.encode(), self._remembered_keys()
        keys: dict[str, str] = {}
        path = None
        for entry in iter_tree_contents(self.repo.object_store, self.tree) if self.tree else ():
            if entry.path and entry.sha and entry.path.endswith(ending):
                name = entry.sha.decode()
                keys[name] = remembered[name] if name in remembered else self._key_in(entry.sha, key_of)
                if path is None and keys[name] == key:
                    path = entry.path.decode("utf-8", "surrogateescape")
        if keys != remembered:
            write_atomically(self.path / KEYS_NAME, json.dumps(keys).encode(), is_durable=False)
        return path

    def _key_in(self, sha: ObjectID, key_of: Callable[[bytes], str | None]) -> str:
        blob = self.repo.object_store[sha]
        return (key_of(blob.as_raw_string()) or "") if isinstance(blob, Blob) else ""

    def _remembered_keys(self) -> dict[str, str]:
        try:
            keys = json.loads((self.path / KEYS_NAME).read_bytes())
        except (OSError, ValueError):
            return {}
        return keys if isinstance(keys, dict) else {}

    def forget(self) -> None:
        """Remove the copy. The next use makes it again."""
        shutil.rmtree(self.path, ignore_errors=True)


@contextmanager
def _opened(path: Path) -> Iterator[Repo]:
    packs = path / "objects" / "pack"
    if packs.is_dir() and len(list(packs.glob("*.pack"))) > MAX_PACKS:
        shutil.rmtree(path)
    if not (path / "HEAD").exists():
        shutil.rmtree(path, ignore_errors=True)
        Repo.init_bare(str(path), mkdir=True).close()
    with Repo(str(path)) as repo:
        yield repo
