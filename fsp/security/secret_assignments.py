"""Secrets that a text names: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`, `--token …`, `?sig=…`."""

import base64
import re
from collections.abc import Iterator

from fsp.security.secret_names import Secrecy, looks_random, secrecy_of
from fsp.security.secret_words import ORDINARY, SIGNED_QUERY

_NAMED = re.compile(
    r"(?<![\w.$-])(?P<name>[\w.$-]++)(?P<close>[\\\"'\]*`]{0,4})[ \t\xa0]{0,8}"
    r"(?P<sep>=>|:=|={1,3}|[:\uff1a](?!//)|\uff1d|%3[Dd]|(?<=[\"']),)[ \t\xa0]{0,8}"
)
_FLAG = re.compile(r"(?<!\S)(?P<name>--[\w.-]{1,80})(?P<close>)(?P<sep>)[ \t]{1,8}(?=[^\s-])")
_STEM = re.compile(
    r"pass|pwd|pw|psw|secret|token|key|auth|cookie|cred|sess|sig|jwt|dsn|otp|pin|cv[vc]|code|hmac|salt|sid|bearer|basic"
    r"|connection|mnemonic|seed|wort|senha|contrase|parola|csrf|xsrf|sas|nonce|ticket|user|login|digest|card|webhook"
    r"|conn|nsec|policy|saml|hdn|value|[ ]-[up]",
    re.IGNORECASE,
)
_KEY_BEFORE = re.compile(r"([A-Za-z]{2,20}[ -]){1,2}\Z")
_QUOTE = re.compile(r"[bruf]{0,2}(?P<quote>\\{0,4}(?:\"\"\"|'''|[\"'`]))")
_LIST = re.compile(r"\[[^\]\n]{0,4000}\]|\{[^}\n]{0,4000}\}|\([^)\n]{0,4000}\)")
_TEXTS = re.compile(r"""[\[(](?=[bruf]{0,2}["'])[^\])\n]{0,4000}[\])]""")
"""A list of quoted texts, such as a name and a password."""
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
_CALL = re.compile(
    r"[A-Za-z_][\w.]*(?:\([^\s]*\)?|\[[^\s]*\])[.,:)\]]*\Z|(?:self|cls|settings|config|os|request|args|env)\.[\w.]+[\[\](){}]*\Z"
)
_PLACEHOLDER = re.compile(
    r"\$\{|\$[A-Z_]+\b|\{\{|%\(|\*{3,}|<[a-z_ -]+>|\[hidden\]|\[redacted\]|…|\.\.\.|xxx+\b", re.IGNORECASE
)
_SCHEMES = re.compile(r"\b(?P<scheme>bearer|basic|token|apikey)[ \t]+(?P<value>[\w.~+/=:-]{6,})", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?P<name>[\w:.-]{1,80})(?:\s[^<>]{0,200})?>(?P<value>[^<>]{1,4000})(?=</)")
_PAIR = re.compile(
    r"\b(?:name|key)\b\\?[\"']?[ \t]{0,4}[:=][ \t]{0,4}\\?[\"']?(?P<name>[\w.-]{1,80})\\?[\"']?"
    r"[ \t]{0,4},?[ \t\r\n]{0,20}"
    r"\\?[\"']?\bvalue\b\\?[\"']?[ \t]{0,4}[:=][ \t]{0,4}\\?[\"']?(?P<value>[^\"'\\\n]{1,4000})",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?P<name>passwords?|passwd|passphrase|passcode|pwd|secret|token|api[ _-]?key|access[ _-]?key|secret[ _-]?key"
    r"|signing[ _-]?key|private[ _-]?key|credentials?|cookie)"
    r"(?P<verb>[ \t]+(?:is|was|are|of|equals))?[ \t]+(?P<quote>[\"'`]?)(?P<value>[^\s\"'`,;<>]{4,400})",
    re.IGNORECASE,
)
_USER_FLAG = re.compile(r"(?<!\S)(?:-u|--user|--proxy-user)[ =]?[\"']?(?P<value>[^\s:\"'/]{1,100}:[^\s\"']{1,200})")
_PASS_FLAG = re.compile(
    r"\b(?:sshpass|mysql\w{0,10}|mariadb\w{0,10})\b[^\n|;]{0,200}?[ ]-p[ ]?[\"']?(?P<value>[^\s\"'-][^\s\"']{0,200})"
)
_AUTH_CALL = re.compile(r"(?:Basic|Digest|Bearer|Token|Proxy)Auth\((?P<value>[^()\n]{0,100}[\"'][^()\n]{1,400})\)")
MIN_SPOKEN, MAX_STATE = 12, 10


def hide_assignments(text: str, hidden: str) -> str:
    """Replace the values of secret names in a text."""
    if not _STEM.search(text):
        return text
    text = _replace(text, _elements(text), hidden)
    text = _replace(text, _named(text), hidden)
    if " -" in text or text.startswith("-"):
        text = _replace(text, _named(text, _FLAG), hidden)
    text = _replace(text, _values(text), hidden)
    text = _replace(text, _schemes(text), hidden)
    return _replace(text, _spoken(text), hidden)


Span = tuple[int, int]


def _replace(text: str, spans: Iterator[Span], hidden: str) -> str:
    parts, end = [], 0
    for start, stop in spans:
        if start >= end:
            parts += [text[end:start], hidden]
            end = stop
    return "".join([*parts, text[end:]]) if end else text


def _named(text: str, expression: re.Pattern[str] = _NAMED) -> Iterator[Span]:
    end = 0
    for match in expression.finditer(text):
        if match.start() < end:
            continue
        secrecy = _secrecy(text, match)
        if secrecy is Secrecy.NONE:
            continue
        span = _value(text, match, secrecy)
        if span is not None:
            yield span
            end = span[1]


def _secrecy(text: str, match: re.Match[str]) -> Secrecy:
    name = match["name"]
    if _is_in_query(text, match) and name.lower() in SIGNED_QUERY:
        return Secrecy.SURE
    secrecy = secrecy_of(name)
    if secrecy is Secrecy.MAYBE and name.lower().endswith("key"):
        before = _KEY_BEFORE.search(text[max(0, match.start() - 42) : match.start()])
        return max(secrecy, secrecy_of(f"{before[0]}{name}")) if before else secrecy
    return secrecy


def _is_in_query(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and text[match.start() - 1] in "?&#;" and match["sep"] == "="


def _value(text: str, match: re.Match[str], secrecy: Secrecy) -> Span | None:
    """Return where the secret of a name stands, or None if what follows is none."""
    start, name = match.end(), match["name"].lower()
    quoted = _quoted(text, start)
    if quoted is not None:
        value = text[slice(*quoted)]
        if match["sep"] == "," and value.lower() == "value":
            # The second field of `"name": "Cookie", "value": "…"`: what follows it is the secret.
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
    return bool(_PLACEHOLDER.match(value.rsplit(maxsplit=1)[-1] if name.endswith("authorization") else value))


def _is_ordinary(text: str, span: Span, match: re.Match[str], secrecy: Secrecy) -> bool:
    """Return whether an unquoted value is a word of a sentence or a piece of a program."""
    value, sep = text[slice(*span)], match["sep"].replace("\uff1a", ":")
    if value.rstrip(".,:;!?)").lower() in ORDINARY or _CALL.match(value):
        return True
    if match["name"] in {"PWD", "OLDPWD"} and value.startswith("/"):
        return True
    if secrecy is Secrecy.LIKELY and value.rstrip(",;)") == match["name"]:
        # An argument of a call, as `session=session`.
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
    return is_state and not _has_letters_and_digits(value)


def _fits(value: str, secrecy: Secrecy, *, is_quoted: bool) -> bool:
    if secrecy is Secrecy.MAYBE:
        return looks_random(value)
    if secrecy is Secrecy.LIKELY:
        return not value.replace(".", "", 1).isdecimal()
    return is_quoted or not set(value) <= set(".,:;!?)]}")


def _has_letters_and_digits(value: str) -> bool:
    return any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)


def _elements(text: str) -> Iterator[Span]:
    if "<" in text:
        for match in _ELEMENT.finditer(text):
            if secrecy_of(match["name"]) >= Secrecy.LIKELY and not _PLACEHOLDER.match(match["value"]):
                yield match.span("value")


def _values(text: str) -> Iterator[Span]:
    found = [match.span("value") for match in _PAIR.finditer(text) if secrecy_of(match["name"]) >= Secrecy.LIKELY]
    if "-u" in text or "user" in text:
        found += [match.span("value") for match in _USER_FLAG.finditer(text)]
    if " -p" in text:
        found += [match.span("value") for match in _PASS_FLAG.finditer(text)]
    if "Auth(" in text:
        found += [match.span("value") for match in _AUTH_CALL.finditer(text)]
    yield from sorted(found)


def _schemes(text: str) -> Iterator[Span]:
    for match in _SCHEMES.finditer(text):
        value, scheme = match["value"], match["scheme"].lower()
        if scheme == "basic":
            is_secret = _is_basic(value)
        elif scheme == "bearer":
            is_secret = _has_letters_and_digits(value) or len(value) > 20  # noqa: PLR2004
        else:
            is_secret = looks_random(value)
        if is_secret:
            yield match.span("value")


def _is_basic(value: str) -> bool:
    try:
        return b":" in base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        return False


def _spoken(text: str) -> Iterator[Span]:
    for match in _SPOKEN.finditer(text):
        value, name = match["value"].rstrip(".:!?)"), match["name"].lower()
        is_password = name.startswith(("pass", "pwd"))
        if value.lower() in ORDINARY or _PLACEHOLDER.match(value) or _CALL.match(value):
            continue
        if is_password:
            is_secret = bool(match["quote"]) or _has_letters_and_digits(value)
        else:
            is_secret = _has_letters_and_digits(value) and len(value) >= MIN_SPOKEN and "/" not in value
        if is_secret:
            yield match.start("value"), match.start("value") + len(value)
