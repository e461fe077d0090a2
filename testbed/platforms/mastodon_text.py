"""How Mastodon counts a status, and the HTML that it makes of one. Source: docs.joinmastodon.org, "Posting"."""

import html
import re

from testbed.platforms.characters import seen_characters

_BEFORE_LINK = re.compile("[A-Za-z0-9@＠$#＃\ufeff]\\Z")
_TRAILING = "!*\"'「」:;=,.$%[]~&|@?"
_NO_DOMAINS = {"internal", "invalid", "lan", "local", "localhost", "onion", "test"}
_NAME = r"@[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"


def counted(text: str, link_characters: int) -> int:
    """Count a status: a link is `link_characters`, the server of a mention is nothing."""
    pieces = ["x" * link_characters if is_link else _without_servers(piece) for piece, is_link in pieces_of(text)]
    return seen_characters("".join(pieces))


def as_html(text: str) -> str:
    """Return the content of a status."""
    paragraphs = [part.replace("\n", "<br />") for part in _linked(text).split("\n\n")]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def pieces_of(text: str) -> list[tuple[str, bool]]:
    """Split a text into links and what is between them."""
    pieces: list[tuple[str, bool]] = []
    start = 0
    for match in re.finditer(r"https?://", text):
        if match.start() < start or _BEFORE_LINK.search(text[: match.start()]):
            continue
        link = _without_tail(re.match(r"[^\s<>]+", text[match.start() :])[0])  # type: ignore[index]
        host = link.split("/")[2].split(":")[0]
        if "." not in host or host.rpartition(".")[2] in _NO_DOMAINS:
            continue
        pieces += [(text[start : match.start()], False), (link, True)]
        start = match.start() + len(link)
    return [*pieces, (text[start:], False)]


def _without_tail(link: str) -> str:
    """Return a link without the punctuation of the sentence around it, and without an open parenthesis."""
    while link.count("(") > link.count(")"):
        link = link[: link.rindex("(")]
    while link[-1] in _TRAILING or (link[-1] == ")" and link.count("(") < link.count(")")):
        link = link[:-1]
    return link


def _without_servers(text: str) -> str:
    return re.sub(rf"(?<![=/\w])({_NAME})@[\w.-]*\w", r"\1", text)


def _linked(text: str) -> str:
    parts = []
    for piece, is_link in pieces_of(text):
        if is_link:
            scheme, _, rest = piece.partition("://")
            shown = f'<span class="invisible">{scheme}://</span><span class="">{html.escape(rest, quote=False)}</span>'
            parts.append(f'<a href="{html.escape(piece)}" rel="nofollow noopener">{shown}</a>')
            continue
        escaped = html.escape(_without_servers(piece), quote=False)
        parts.append(
            re.sub(
                r"(?<![\w&/])#(\w+)", r'<a href="https://garden.social/tags/\1" rel="tag">#<span>\1</span></a>', escaped
            )
        )
    return "".join(parts)
