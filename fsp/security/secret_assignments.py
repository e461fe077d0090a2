"""Finds secrets by name in a text: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`, `--token …`, `?sig=…`."""

import base64
import re
from collections.abc import Iterator

from fsp.security.secret_names import secrecy_of
from fsp.security.secret_values import CALL, PLACEHOLDER, Span, has_letters_and_digits, looks_random, secret_after
from fsp.security.secret_words import ORDINARY, SIGNED_QUERY, Secrecy

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
MIN_SPOKEN = 12


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
        span = secret_after(text, match, secrecy)
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


def _elements(text: str) -> Iterator[Span]:
    if "<" in text:
        for match in _ELEMENT.finditer(text):
            if secrecy_of(match["name"]) >= Secrecy.LIKELY and not PLACEHOLDER.match(match["value"]):
                yield match.span("value")


def _values(text: str) -> Iterator[Span]:
    spans = [match.span("value") for match in _PAIR.finditer(text) if secrecy_of(match["name"]) >= Secrecy.LIKELY]
    if "-u" in text or "user" in text:
        spans += [match.span("value") for match in _USER_FLAG.finditer(text)]
    if " -p" in text:
        spans += [match.span("value") for match in _PASS_FLAG.finditer(text)]
    if "Auth(" in text:
        spans += [match.span("value") for match in _AUTH_CALL.finditer(text)]
    yield from sorted(spans)


def _schemes(text: str) -> Iterator[Span]:
    for match in _SCHEMES.finditer(text):
        value, scheme = match["value"], match["scheme"].lower()
        if scheme == "basic":
            is_secret = _is_basic(value)
        elif scheme == "bearer":
            is_secret = has_letters_and_digits(value) or len(value) > 20  # noqa: PLR2004
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
        if value.lower() in ORDINARY or PLACEHOLDER.match(value) or CALL.match(value):
            continue
        if is_password:
            is_secret = bool(match["quote"]) or has_letters_and_digits(value)
        else:
            is_secret = has_letters_and_digits(value) and len(value) >= MIN_SPOKEN and "/" not in value
        if is_secret:
            yield match.start("value"), match.start("value") + len(value)
