"""Builds the commit of a change: its files as objects, in memory until the push has succeeded."""

from datetime import datetime

from dulwich.object_store import MemoryObjectStore, OverlayObjectStore, commit_tree_changes
from dulwich.objects import Blob, Commit, ObjectID, Tree

from fsp.destinations.git.clone import Clone
from fsp.destinations.post_files.store import Change

_FILE_MODE = 0o100644


def changed_tree(clone: Clone, fresh: MemoryObjectStore, change: Change) -> ObjectID:
    """Return the files with a change. New objects go to `fresh`."""
    store = OverlayObjectStore([fresh, clone.repo.object_store], add_store=fresh)
    changes: list[tuple[bytes, int | None, ObjectID | None]] = []
    for path in change.written:
        blob = Blob.from_string(change.written[path].data)
        if blob.id not in clone.repo.object_store:
            fresh.add_object(blob)
        changes.append((path.encode(), _FILE_MODE, blob.id))
    changes += [(path.encode(), None, None) for path in change.removed if clone.read(path) is not None]
    tree = clone.tree
    if tree is None:
        empty = Tree()
        fresh.add_object(empty)
        tree = empty.id
    return commit_tree_changes(store, tree, changes)


def new_commit(tree: ObjectID, parent: ObjectID | None, change: Change, committer: str, now: datetime) -> Commit:
    """Return the commit of a change, by its author."""
    address = committer[committer.index("<") :]
    author = "".join(sign for sign in change.author if sign not in "<>\n\r\0").strip()
    commit = Commit()
    commit.tree, commit.parents = tree, [parent] if parent else []
    commit.committer = committer.encode()
    commit.author = f"{author} {address}".encode() if author else commit.committer
    commit.author_time = commit.commit_time = int(now.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = f"{change.summary or 'Update'}\n".encode()
    return commit
