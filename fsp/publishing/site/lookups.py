"""Mappings that are read one key at a time, and note what was asked: what a page was made from."""

from collections.abc import Callable, Iterator, Mapping

EVERYTHING = "//"
"""Noted for a page that looked at all keys; no name of a post is like it."""


class Lookups(Mapping[str, str]):
    """A mapping over a store; each key that is asked for is noted in `asked`, found or not."""

    def __init__(
        self, *, find: Callable[[str], str | None], read_all: Callable[[], dict[str, str]], asked: set[str]
    ) -> None:
        self._find, self._read_all, self._asked = find, read_all, asked

    def __getitem__(self, key: str) -> str:
        """Return the value of a key."""
        self._asked.add(key)
        value = self._find(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        """Iterate over every key."""
        self._asked.add(EVERYTHING)
        return iter(self._read_all())

    def __len__(self) -> int:
        """Return how many keys there are."""
        self._asked.add(EVERYTHING)
        return len(self._read_all())
