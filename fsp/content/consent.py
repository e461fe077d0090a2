"""Decides whether an author holds a post back, from the front matter of any generator.

When in doubt, the post is held: only values that are known to allow publication do so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from fsp.content.header import MAX_SHOWN_CHARACTERS as MAX_SHOWN
from fsp.content.header import shown
from fsp.content.written import NO, YES, is_nothing

PUBLIC_STATES = frozenset({"publish", "published", "public", "live", "final", "released", "visible", "everyone"})
UNLISTED_STATES = frozenset({"unlisted"})
HELD_STATES = frozenset(
    {"draft", "private", "pending", "future", "hidden", "trash", "wip", "members", "paid", "review"}
)
HELD_FOLDERS = frozenset({"drafts", "draft", "unpublished", "private", "wip"})
"""Folders whose posts are held back, with or without a leading underscore."""


@dataclass(frozen=True)
class Consent:
    """What a file says about publication."""

    held_because: str = ""
    """The reason to hold it back, as its author wrote it; empty if it may be published."""
    is_unlisted: bool = False


def _holds_unless_no(value: Any) -> bool:
    return _word(value) not in NO


def _holds_unless_yes(value: Any) -> bool:
    return _word(value) not in YES


def _holds_unless_yes_or_date(value: Any) -> bool:
    # Some authors write `published: 2020-01-02`.
    return _holds_unless_yes(value) and not (_word(value)[:4].isdigit() and len(_word(value)) > len("2020"))


def _holds_unless_public(value: Any) -> bool:
    return _word(value) not in PUBLIC_STATES | YES


def _holds_if_held(value: Any) -> bool:
    return _word(value) in HELD_STATES


def _holds_if_never(value: Any) -> bool:
    return isinstance(value, Mapping) and _word(value.get("render", "")) in {"never", *NO}


def _holds_if_no(value: Any) -> bool:
    return _word(value) in NO


def _holds_if_given(value: Any) -> bool:
    return _word(value) not in NO


RULES: dict[str, Callable[[Any], bool]] = {
    # draft: true
    **dict.fromkeys(("draft", "isdraft", "private", "isprivate", "hidden", "ishidden", "wip"), _holds_unless_no),
    **dict.fromkeys(("headless", "unpublished", "ignorepublish", "membersonly"), _holds_unless_no),
    # published: false
    **dict.fromkeys(("published", "publish"), _holds_unless_yes_or_date),
    **dict.fromkeys(("public", "ispublished", "ispublic", "dgpublish"), _holds_unless_yes),
    # status: private
    **dict.fromkeys(("status", "poststatus", "publishstatus", "visibility"), _holds_unless_public),
    # Words with several meanings: only a word that holds a post back counts.
    **dict.fromkeys(("state", "stage", "access"), _holds_if_held),
    # render: false (Zola), build: {render: never} (Hugo), permalink: false (Eleventy)
    "build": _holds_if_never,
    **dict.fromkeys(("render", "permalink"), _holds_if_no),
    "password": _holds_if_given,
}
"""Key, in lower case without `-` and `_` → whether its value holds a post back."""

UNLISTED_RULES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("unlisted", "isunlisted", "eleventyexcludefromcollections", "excludefromlist"), _holds_unless_no),
    "listed": _holds_unless_yes,
}
STATE_KEYS = frozenset({"status", "poststatus", "publishstatus", "state", "visibility", "access"})
NOT_CONSUMED = frozenset({"permalink", "build", "render", "state", "stage", "access"})
"""These keys carry more than consent, so they are kept for the export."""


def normalized(key: str) -> str:
    """Return a key in the form of the rules: `publishDate` and `publish_date` are the same."""
    return key.strip().lower().replace("-", "").replace("_", "").replace(" ", "")


def read_consent(values: Mapping[str, Any], path: str, *, is_decided: bool = False) -> Consent:
    """Read what the fields and folders of a file say; the first one that holds it back is the reason.

    `is_decided` is for a post that was exported as approved. Its folder and its exported fields are older than that
    decision, so only a field added since then can hold it back.
    """
    folders = () if is_decided else PurePosixPath(path).parts[:-1]
    reasons = [f"it is in the folder {part}/" for part in folders if _is_held_folder(part)]
    is_unlisted = False
    for key, value in values.items():
        name = normalized(key)
        if is_nothing(value):
            continue
        if _is_unlisted(name, value):
            is_unlisted = True
            reasons += [] if is_decided else [f"it is unlisted ({key}: {_as_text(value)})"]
        elif name in RULES and RULES[name](value) and not (is_decided and name in NOT_CONSUMED):
            reasons.append(f"its front matter says {key}: {_as_text(value)}")
    return Consent("; ".join(reasons), is_unlisted)


def expired(expires_at: datetime | None, now: datetime) -> str:
    """Return why an expired post is held back, or an empty string."""
    return f"it expired on {expires_at:%Y-%m-%d}" if expires_at is not None and expires_at <= now else ""


def consent_keys() -> frozenset[str]:
    """Return the keys with no other meaning, which FSP's own state replaces."""
    return (frozenset(RULES) | frozenset(UNLISTED_RULES)) - NOT_CONSUMED


def _is_unlisted(name: str, value: Any) -> bool:
    if name in UNLISTED_RULES:
        return UNLISTED_RULES[name](value)
    return name in STATE_KEYS and _word(value) in UNLISTED_STATES


def _is_held_folder(part: str) -> bool:
    return part.lower().lstrip("_") in HELD_FOLDERS


def _as_text(value: Any) -> str:
    return shown(value) if isinstance(value, Mapping | list) else str(value)[:MAX_SHOWN]


def _word(value: Any) -> str:
    return _as_text(value).strip().lower()
