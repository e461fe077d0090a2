"""Finds the value after a secret's name, and decides whether it is a secret or an ordinary word."""

import re

from fsp.security.secret_words import ORDINARY, Secrecy

_QUOTE = re.compile(r"[bruf]{0,2}(?P<quote>\\{0,4}(?:\"\"\"|'''|[\"'`]))")
_LIST = re.compile(r"\[[^\]\n]{0,4000}\]|\{[^}\n]{0,4000}\}|\([^)\n]{0,4000}\)")
_TEXTS = re.compile(r"""[\[(](?=[bruf]{0,2}["'])[^\])\n]{0,4000}[\])]""")
"""A list of quoted strings, such as a name and a password."""
_BLOCK = re.compile(r"[|>][-+]?[ \t]*\n(?:[ \t]+\S[^\n]*\n?){1,100}")
_PAIRS = re.compile(r"[^\s=;,\"']+=[^\s;,\"']*(?:;[ \t]?[^\s=;,\"']+(?:=[^\s;,\"']*)?)*")
_SCHEME = re.compile(
    r"(?:Digest|AWS4-HMAC-SHA256|OAuth|Signature|Hawk|HMAC[\w-]*)[ \t]+[^\r\n]+"
    r"|(?:[A-Za-z][\w-]{1,30}[ \t]+)?[^\s,;\"'<>]+",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"(?:[A-Za-z0-9]{4} ){3,7}[A-Za-z0-9]{4}(?![A-Za-z0-9])")
_WORD = re.compile(r"[^\s,;&\"'<>`|]+")
_LINE = re.compile(r"[^\r\n\"'<>]+")
CALL = re.compile(
    r"[A-Za-z_][\w.]*(?:\([^\s]*\)?|\[[^\s]*\])[.,:)\]]*\Z|(?:self|cls|settings|config|os|request|args|env)\.[\w.]+[\[\](){}]*\Z"
)
PLACEHOLDER = re.compile(
    r"\$\{|\$[A-Z_]+\b|\{\{|%\(|\*{3,}|<[a-z_ -]+>|\[hidden\]|\[redacted\]|…|\.\.\.|xxx+\b", re.IGNORECASE
)
MAX_STATE = 10

Span = tuple[int, int]


def secret_after(text: str, match: re.Match[str], secrecy: Secrecy) -> Span | None:
    """Return the position of a name's secret, or None if the value is not one."""
    start, name = match.end(), match["name"].lower()
    quoted = _quoted(text, start)
    if quoted is not None:
        value = text[slice(*quoted)]
        if match["sep"] == "," and value.lower() == "value":
            # The second field of `"name": "Cookie", "value": "…"`: its value is the secret.
            return None
        is_secret = bool(value.strip()) and not _is_placeholder(value, name) and _fits(value, secrecy, is_quoted=True)
        return quoted if is_secret else None
    span = _unquoted(text, start, name, secrecy)
    if span is None:
        return None
    value = text[slice(*span)]
    if _is_placeholder(value, name) or _is_ordinary(text, span, match, secrecy):
        return None
    return span if _fits(value, secrecy, is_quoted=False) else None


def _quoted(text: str, start: int) -> Span | None:
    opening = _QUOTE.match(text, start)
    if opening is None:
        return None
    quote, begin = opening["quote"], opening.end()
    end = begin
    while (end := text.find(quote, end, begin + 20_000)) >= 0:
        slashes = end - len(text[begin:end].rstrip("\\")) - begin
        if quote[0] == "\\" or slashes % 2 == 0:
            return begin, end
        end += 1
    line_end = text.find("\n", begin)
    return begin, line_end if line_end >= 0 else len(text)


def _unquoted(text: str, start: int, name: str, secrecy: Secrecy) -> Span | None:
    if text[start : start + 1] in {"[", "{", "("} and not text.startswith("[hidden]", start):
        lists = _LIST if secrecy is Secrecy.SURE else _TEXTS if name.endswith("auth") else None
        match = lists.match(text, start) if lists else None
    elif name.endswith("authorization"):
        match = _SCHEME.match(text, start)
    elif "cookie" in name:
        match = _PAIRS.match(text, start) or _WORD.match(text, start)
    elif name.endswith(("passphrase", "mnemonic", "phrase")):
        match = _LINE.match(text, start)
    elif name.startswith("pass"):
        match = _GROUPS.match(text, start) or _BLOCK.match(text, start) or _WORD.match(text, start)
    else:
        match = _BLOCK.match(text, start) or _WORD.match(text, start)
    if match is None:
        return None
    end = match.end()
    encoded = text.find("%26", start, end)
    return start, encoded if encoded >= 0 else end


def _is_placeholder(value: str, name: str) -> bool:
    return bool(PLACEHOLDER.match(value.rsplit(maxsplit=1)[-1] if name.endswith("authorization") else value))


def _is_ordinary(text: str, span: Span, match: re.Match[str], secrecy: Secrecy) -> bool:
    """Return whether an unquoted value is an ordinary word or a piece of code."""
    value, sep = text[slice(*span)], match["sep"].replace("\uff1a", ":")
    if value.rstrip(".,:;!?)").lower() in ORDINARY or CALL.match(value):
        return True
    if match["name"] in {"PWD", "OLDPWD"} and value.startswith("/"):
        return True
    if secrecy is Secrecy.LIKELY and value.rstrip(",;)") == match["name"]:
        # A keyword argument in a call, such as `session=session`.
        return True
    if sep == ",":
        return True
    is_sentence = (
        sep == ":" and value.isalpha() and re.match(r"[ \t]+(?:[a-z]{2,}|\d+)\b", text[span[1] : span[1] + 40])
    )
    name = match["name"].lower()
    if is_sentence and not any(stem in name for stem in ("passw", "passp", "pwd")):
        return True
    is_state = secrecy is Secrecy.LIKELY and sep == ":" and len(value) < MAX_STATE and not name.endswith("pass")
    return is_state and not has_letters_and_digits(value)


def _fits(value: str, secrecy: Secrecy, *, is_quoted: bool) -> bool:
    if secrecy is Secrecy.MAYBE:
        return looks_random(value)
    if secrecy is Secrecy.LIKELY:
        return not value.replace(".", "", 1).isdecimal()
    return is_quoted or not set(value) <= set(".,:;!?)]}")


def has_letters_and_digits(value: str) -> bool:
    """Return whether a text contains both letters and digits."""
    return any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)


def looks_random(text: str) -> bool:
    """Return whether a text contains a part that looks generated: 16 or more mixed characters."""
    return any(
        len(part) >= 16  # noqa: PLR2004
        and any(sign.isdigit() for sign in part)
        and any(sign.isalpha() for sign in part)
        for part in re.split(r"[^A-Za-z0-9+/]+", text[:512])
    )
