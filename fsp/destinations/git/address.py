"""The address of a git repository: over HTTPS, or over SSH in either of git's spellings."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

SSH_PORT = 22
_SHORT = re.compile(r"(?:([^@/\s:]+)@)?([A-Za-z0-9.-]+):(?!//)([^\s]+)")


@dataclass(frozen=True)
class GitAddress:
    """Where a repository is. For HTTP, `url` is all of it; for SSH, the rest is."""

    url: str
    is_ssh: bool
    host: str
    port: int = SSH_PORT
    user: str = "git"
    path: str = ""


def git_address(url: str) -> GitAddress:
    """Parse an address; raise ValueError for one that cannot be used."""
    url = url.strip()
    short = _SHORT.fullmatch(url)
    if short:
        return GitAddress(url, is_ssh=True, host=short[2], user=short[1] or "git", path=short[3])
    parts = urlsplit(url)
    if parts.password or (parts.username and parts.scheme != "ssh"):
        raise ValueError("must not contain a user or a password; enter the token with the credentials")
    if parts.scheme in {"http", "https"} and parts.hostname and parts.path.strip("/"):
        return GitAddress(url.rstrip("/"), is_ssh=False, host=parts.hostname)
    if parts.scheme == "ssh" and parts.hostname and parts.path.strip("/"):
        port, user = parts.port or SSH_PORT, parts.username or "git"
        return GitAddress(url, is_ssh=True, host=parts.hostname, port=port, user=user, path=parts.path)
    raise ValueError(
        "must look like https://host/team/site.git, ssh://git@host/team/site.git or git@host:team/site.git"
    )
