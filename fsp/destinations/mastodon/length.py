"""How Mastodon counts a status: in graphemes, a link as a fixed number, a mention without its server."""

import re

from fsp.destinations.graphemes import count_graphemes

_WIDE = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0010fffd"
"""What Mastodon allows in a query in addition to ASCII, also the wide space and the full stop of Japanese."""
_PARENS = r"\((?:[^\s()]|\([^\s()]*\))*\)"
_LINK = re.compile(
    r"(?<![a-z0-9@＠$#＃\ufeff])https?://"
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?P<domain>[^\W\d_][\w-]*)(?::\d+)?"
    rf"(?:/(?:(?:[^\s<>()?]|{_PARENS})*(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_PARENS}))?)?"
    rf"(?:\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_WIDE}]*[a-z0-9_&=#/\-{_WIDE}])?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]\w+)*", re.IGNORECASE)


_RESERVED = frozenset({"alt", "corp", "home", "internal", "invalid", "lan", "local", "localhost", "onion", "test"})
"""Top-level domains that will never be public. To Mastodon, what has one of them is no link."""


def status_length(text: str, *, link_characters: int) -> int:
    """Count a status. `link_characters` is what a link counts as, whatever its length; 0 for its own length."""

    def counted(link: re.Match[str]) -> str:
        return link[0] if link["domain"].lower() in _RESERVED else "x" * link_characters

    return count_graphemes(without_servers(_LINK.sub(counted, text) if link_characters else text))


def without_servers(text: str) -> str:
    """Return a text with @name for each @name@server, as Mastodon shows and counts it."""
    return _MENTION.sub(r"@\1", text)
