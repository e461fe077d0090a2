"""The marker by which a platform finds a post that an earlier attempt created."""

import hashlib
import json
from typing import Any


def marker_of(key: str) -> str:
    """Return the marker of a post's key: `fsp-` and 32 hexadecimal digits, so that no post has it by chance."""
    return f"fsp-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def hash_of_facts(facts: list[Any]) -> str:
    """Return the hash of what a platform holds, computed the same way after writing and after reading."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
