"""Files in a git repository: each change is one commit, pushed on top of what is there and never by force."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dulwich.client import FetchPackResult, GitClient
from dulwich.object_store import MemoryObjectStore
from dulwich.objects import Commit, ObjectID, ShaFile
from dulwich.pack import pack_objects_to_data
from dulwich.refs import Ref

from fsp.destinations.contract import Tools
from fsp.destinations.git.address import GitAddress
from fsp.destinations.git.clone import Clone, clone_of
from fsp.destinations.git.commit import changed_tree, new_commit
from fsp.destinations.git.faults import git_faults
from fsp.destinations.git.transport import git_client
from fsp.destinations.post_files.document import key_of
from fsp.destinations.post_files.store import Change
from fsp.destinations.ssh.login import Login
from fsp.errors import PermanentFailure, ServiceUnavailable

MAX_ATTEMPTS = 5
"""How often a push is built again because someone else pushed in between."""


class _Moved(Exception):
    """Someone else pushed to the branch."""


@dataclass(frozen=True)
class Branch:
    """The branch that is written, and who commits."""

    address: GitAddress
    name: str
    committer: str
    """A name and an address, such as "FSP <fsp@example.org>"."""


@dataclass
class GitStore:
    """Reads and writes files at the tip of a branch. Its state is fetched once for each call of the contract."""

    branch: Branch
    login: Login
    tools: Tools
    folder: Path
    """Where the local copies of repositories are."""
    _clone: Clone | None = field(default=None, repr=False)
    _client: GitClient | None = field(default=None, repr=False)
    _path: bytes = b""

    @contextmanager
    def session(self) -> Iterator[None]:
        """Connect, and fetch what is there now."""
        if self._clone is not None:
            yield
            return
        address = self.branch.address
        with (
            clone_of(self.folder, address.url, self.branch.name) as clone,
            git_client(address, self.login, self.tools) as (client, path),
        ):
            self._clone, self._client, self._path = clone, client, path
            try:
                self._fetch()
                yield
            finally:
                self._clone = self._client = None

    def read(self, path: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""
        with self.session(), self._faults():
            return self._open_clone.read(path)

    def find_key(self, key: str, suffix: str) -> str | None:
        """Return the path of the post file with this key."""
        with self.session(), self._faults():
            return self._open_clone.find_key(key, suffix, key_of)

    def apply(self, change: Change) -> None:
        """Commit and push. If someone pushed in between, the commit is built again on top of theirs."""
        with self.session():
            for _ in range(MAX_ATTEMPTS):
                try:
                    self._commit_and_push(change)
                except _Moved:
                    self._fetch()
                else:
                    return
        raise ServiceUnavailable(f"{self.branch.address.host} changes faster than FSP can push to {self.branch.name}.")

    def read_tip(self) -> str:
        """Return the first digits of the commit at the tip; empty for a new branch. Nothing is fetched."""
        with git_client(self.branch.address, self.login, self.tools) as (client, path), self._faults():
            tip = client.get_refs(path).refs.get(self._ref)
            return tip.decode()[:10] if tip else ""

    def begin_push(self) -> None:
        """Raise what a push would raise. Nothing is pushed."""
        with git_client(self.branch.address, self.login, self.tools) as (client, path), self._faults():
            client.send_pack(path, lambda _refs: {}, lambda *_, **__: (0, iter(())))

    @property
    def _ref(self) -> Ref:
        return Ref(f"refs/heads/{self.branch.name}".encode())

    @property
    def _open_clone(self) -> Clone:
        assert self._clone is not None  # noqa: S101 - every caller is within a session
        return self._clone

    @property
    def _open_client(self) -> GitClient:
        assert self._client is not None  # noqa: S101 - every caller is within a session
        return self._client

    def _fetch(self) -> None:
        clone = self._open_clone

        def wanted(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:  # noqa: ARG001
            tip = refs.get(clone.ref)
            return [tip] if tip and tip not in clone.repo.object_store else []

        with self._faults():
            result: FetchPackResult = self._open_client.fetch(self._path, clone.repo, wanted, depth=1)
            clone.move_to(result.refs.get(clone.ref))

    def _commit_and_push(self, change: Change) -> None:
        clone = self._open_clone
        for path in change.created:
            if clone.read(path) is not None:
                raise PermanentFailure(f"{path} exists already. Rename it, or change the slug.")
        fresh = MemoryObjectStore()
        with self._faults():
            tree = changed_tree(clone, fresh, change)
            if tree == clone.tree:
                return
        commit = new_commit(tree, clone.tip, change, self.branch.committer, self.tools.now())
        objects: list[ShaFile] = [*(fresh[sha] for sha in fresh), commit]
        self._push(clone, commit, objects)
        for item in objects:
            clone.repo.object_store.add_object(item)
        clone.move_to(commit.id)

    def _push(self, clone: Clone, commit: Commit, objects: list[ShaFile]) -> None:
        base = clone.tip

        def update(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
            # The server compares too: it takes a push only for the tip that it has announced.
            if refs.get(clone.ref) != base:
                raise _Moved
            return {clone.ref: commit.id}

        def pack(*_: Any, **__: Any) -> Any:
            return pack_objects_to_data(objects)

        with self._faults(sends=True):
            result = self._open_client.send_pack(self._path, update, pack)
            refusal = (result.ref_status or {}).get(clone.ref)
        if refusal is not None:
            self._raise_refusal(refusal, base)

    def _raise_refusal(self, refusal: str, base: ObjectID | None) -> None:
        self._fetch()
        # The server may still be busy with the push of another.
        if self._open_clone.tip != base or "lock" in refusal:
            raise _Moved
        raise PermanentFailure(
            f"{self.branch.address.host} refused the push to {self.branch.name}: {refusal[:200]}. If the branch is "
            "protected, let the user of the credentials push to it, or choose another branch."
        )

    def _faults(self, *, sends: bool = False) -> AbstractContextManager[None]:
        return git_faults(self.branch.address.host, self._clone, sends=sends)
