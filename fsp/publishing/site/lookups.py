"""Mappings that read one key at a time and record each lookup, to know what a page depends on."""

from collections.abc import Callable, Iterator, Mapping

EVERYTHING = "//"
"""Recorded for a page that iterated over all keys. No post has this name."""


def part_of(slug: str) -> str:
    """Return what is recorded for a page that links to a part of another page."""
    return f"{slug}#"


class Lookups(Mapping[str, str]):
    """A mapping over a store. Each looked-up key is recorded in `asked`, whether it exists or not."""

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
        """Return the number of keys."""
        self._asked.add(EVERYTHING)
        return len(self._read_all())
