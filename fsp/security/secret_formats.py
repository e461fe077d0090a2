"""Finds secrets by their format: tokens of services, key blocks, password hashes, login links.

Each expression starts at a word boundary and is bounded or possessive, so run time is linear in the length of the text.
"""

import re

_BLOCKS = (
    r"-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
    r".*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|\Z)",
    r"PuTTY-User-Key-File-\d.*?(?:Private-MAC: ?[0-9a-f]{8,128}|\Z)",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20,100}",
)
_SERVICES = (
    # GitHub, GitLab, package registries
    r"gh[pousr]_[A-Za-z0-9]{16,}+",
    r"github_pat_\w{16,}+",
    r"gl(?:pat|dt|ptt|ft|soat|rt|cbt|imt|agent|oas|ffct|rtr|wt)-[\w.-]{16,}+",
    r"GR1348941[\w-]{16,}+",
    r"npm_[A-Za-z0-9]{20,}+",
    r"pypi-(?:AgE[\w-]{12,}+|[\w-]{40,}+)",
    r"rubygems_[0-9a-f]{32,}+",
    r"oy2[a-z0-9]{40,}+",
    r"dckr_[a-z]{3}_[\w-]{16,}+",
    # Clouds
    r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    r"AIza[\w-]{30,}+",
    r"ya29\.[\w.-]{12,}+",
    r"1//0[\w-]{20,}+",
    r"GOCSPX-[\w-]{16,}+",
    r"\w{3}[78]Q~[\w.~-]{30,}+",
    r"do[opr]_v1_[0-9a-f]{32,}+",
    r"dapi[0-9a-f]{32}",
    r"hv[sbr]\.[\w-]{20,}+",
    r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}+",
    r"dp\.(?:st|pt|ct|sa|scim|audit)\.[\w.-]{16,}+",
    r"(?:fo1|fm[12])_[\w+/=-]{20,}+",
    # Chat and mail
    r"xox[a-z](?:\.xox[a-z])?-[\w-]{10,}+",
    r"xapp-\d-[\w-]{10,}+",
    r"[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}+",
    r"\d{8,11}:AA[\w-]{30,}+",
    r"SG\.[\w-]{16,80}\.[\w-]{16,}+",
    r"SK[0-9a-f]{32}(?![A-Za-z0-9])",
    r"key-[0-9a-f]{32}(?![A-Za-z0-9])",
    r"[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])",
    r"xkeysib-[0-9a-f]{32,}[\w-]*+",
    r"re_[A-Za-z0-9]{8,}_[A-Za-z0-9]{16,}+",
    # Language models
    r"hf_[A-Za-z0-9]{20,}+",
    r"api_org_[A-Za-z0-9]{20,}+",
    r"r8_[A-Za-z0-9]{30,}+",
    r"(?:gsk_|xai-|pplx-|tgp_v1_)[\w-]{20,}+",
    # Payment, shops, tools
    r"(?:sk|rk|pk)[-_](?:live|test|prod|proj|ant|or|svcacct|admin|service)[-_][\w-]{10,}+",
    r"(?:sk|rk)-(?=[A-Za-z]{0,60}\d)[A-Za-z0-9][\w-]{14,}+",
    r"fsp_(?=[a-z0-9_-]{0,42}[A-Z])[\w-]{40,}+",
    r"whsec_[\w+/=-]{16,}+",
    r"shp(?:at|ca|pa|ss|tka)_[0-9a-zA-Z]{24,}+",
    r"sq0[a-z]{3}-[\w-]{20,}+",
    r"EAA[A-Za-z0-9]{30,}+",
    r"gls?a?c?_[A-Za-z0-9+/=_-]{30,}+",
    r"NR(?:AK|II|RA|BR|SP)-[\w-]{20,}+",
    r"(?:lin_api_|lin_oauth_|figd_|figo_|ntn_|PMAK-|sntry[su]_|sbp_|pul-|nfp_|rnd_|vcp_|ops_|secret_|ATATT3|ATCTT3|ATBB"
    r"|tskey-[a-z]+-|dop_|sk_|glsa_|cfut_|cfk_|shippo_live_|frn_|phc_|phx_|pscale_\w{2,8}_|crsr_|waka_|EZ[AT]K|duffel_live_"
    r")(?=[\w.=-]{0,60}\d)[\w.=-]{20,}+",
    r"pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}+",
    r"sl\.[\w-]{60,}+",
    r"nsec1[a-z0-9]{50,}+",
)
_JWT = r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{4,}+(?:\.[\w-]*+){1,4}"
_ADDRESSES = (
    r"(?:(?<=hooks\.slack\.com/)|(?<=hooks\.slack-gov\.com/))(?:services|workflows|triggers)/[\w/-]+",
    r"(?<=/api/webhooks/)\d+/[\w-]+",
    r"(?<=/api/v\d/webhooks/)\d+/[\w-]+",
    r"(?<=/api/v\d\d/webhooks/)\d+/[\w-]+",
    r"(?<=webhook\.office\.com/)[\w/@-]{20,}",
    r"(?<=/webhookb2/)[\w/@-]{20,}",
    r"(?<=chat\.googleapis\.com/v1/spaces/)[\w/-]+",
    r"(?<=hc-ping\.com/)[0-9a-f-]{20,}",
    r"(?<=api\.telegram\.org/bot)\d+:[\w-]{8,}",
    r"(?:(?<=/login/link/)|(?<=%2[Ff]login%2[Ff]link%2[Ff]))[\w-]+",
)
_ONE_TIME = re.compile(
    r"(?<=/)(?P<word>reset|reset-password|password-reset|invite|invitation|verify|confirm|magic|magic-link|login|activate"
    r"|unsubscribe|share|auth)/(?P<token>[\w.-]{20,400})",
    re.IGNORECASE,
)
_BLOCK = re.compile("|".join(_BLOCKS), re.DOTALL)
_ADDRESS = re.compile("|".join(_ADDRESSES))
_HASH = re.compile(r"\$(?:2[abxy]|argon2(?:id|i|d)|apr1|y|gy|scrypt|pbkdf2[\w-]{0,20}|[156])\$[\w./+=,$-]{16,}+")
_RUN = re.compile(r"[\w.~+/=:-]{20,}+")
"""A possible token. Most words are shorter and are not checked further."""
_ESCAPE = re.compile(r"(?<=\\)(?:[nrtbfv]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})|(?<=%)[0-9A-Fa-f]{2}|(?<=[\[;])\d{1,3}m")
r"""The rest of an escape sequence before a token: the n of `\n`, the 3D of `%3D`, the 31m of a colour."""
_SERVICE = re.compile(rf"{_JWT}|(?<![A-Za-z0-9])(?:{'|'.join(_SERVICES)})")
_UNKNOWN = re.compile(
    r"(?<![\w+.-])(?!sha\d)(?P<prefix>[A-Za-z][A-Za-z0-9]{0,11}(?:_[a-z0-9]{1,8}){0,2}[_-])(?P<rest>[\w-]{20,}+)"
)
_URL_USER = re.compile(
    r"(?<=//)(?!git@)(?:[^/\s@\"'<>?#]{1,400}@)+|(?<=//)[^/\s:@\"'<>]{0,100}:(?!\d{1,5}[/?#])[^\s@\"'<>]{1,200}@"
)
_BLOCK_END = re.compile(r"-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_BLOCK_LINE = re.compile(r"[A-Za-z0-9+/=]{1,100}(?:\\n|\s){1,4}\Z")
MAX_LINE = 110
MIN_MIXED = 3


def hide_known_formats(text: str, hidden: str) -> str:
    """Replace everything in a text that has the format of a secret."""
    # A search for the required substring is much faster than the expression, and most texts do not contain it.
    if "PRIVATE KEY" in text or "PuTTY" in text or "AGE-" in text:
        text = _hide_ends_of_blocks(_BLOCK.sub(hidden, text), hidden)
    if "$" in text:
        text = _HASH.sub(hidden, text)
    if "/" in text or "%2" in text:
        text = _ADDRESS.sub(hidden, text)
        text = _ONE_TIME.sub(lambda match: _one_time(match, hidden), text)
    if "//" in text:
        text = _URL_USER.sub(f"{hidden}@", text)
    return _RUN.sub(lambda match: _without_tokens(match, hidden), text)


def _without_tokens(match: re.Match[str], hidden: str) -> str:
    escape = _ESCAPE.match(match.string, match.start())
    length = len(escape[0]) if escape else 0
    return match[0][:length] + _without_tokens_of_run(match[0][length:], hidden)


def _without_tokens_of_run(run: str, hidden: str) -> str:
    run = _SERVICE.sub(hidden, run)
    return _UNKNOWN.sub(lambda match: hidden if _is_mixed(match["rest"]) else match[0], run)


def _hide_ends_of_blocks(text: str, hidden: str) -> str:
    """Hide the text before the last line of a key block whose first line was cut off."""
    parts, end = [], 0
    for match in _BLOCK_END.finditer(text):
        start = match.start()
        while line := _BLOCK_LINE.search(text, max(end, start - MAX_LINE), start):
            start = line.start()
        parts += [text[end:start], hidden]
        end = match.end()
    return "".join([*parts, text[end:]])


def _one_time(match: re.Match[str], hidden: str) -> str:
    return f"{match['word']}/{hidden}" if _is_mixed(match["token"]) else match[0]


def _is_mixed(text: str) -> bool:
    """Return whether upper case, lower case and digits are mixed as in a generated token."""
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(sum(map(kind, text)) >= MIN_MIXED for kind in kinds)
