"""Noticing that the machine was started again: what was written last may be lost then.

Pages are not flushed one by one, which would cost more than all the rest; after a power cut those that were written
shortly before are written again.
"""

from functools import cache
from pathlib import Path

from fsp.publishing.site.list_pages import mark_pages_of_all_lists
from fsp.publishing.site.manifest import Manifest

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MAX_UNFLUSHED_SECONDS = 600
"""Far more than a kernel keeps what is written to itself."""


@cache
def boot_id() -> str:
    """Return what names the time since this machine was started; empty where it cannot be known."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def mark_unflushed(manifest: Manifest, boot: str) -> None:
    """Mark what was written shortly before the last build, if the machine was started again since."""
    boots = manifest.meta("boots").split()
    if boot in boots or not boot:
        return
    if boots:
        last = manifest.sql.execute("SELECT max(written_at) FROM entries").fetchone()[0] or 0
        manifest.sql.execute("UPDATE entries SET is_stale = 1 WHERE written_at >= ?", (last - MAX_UNFLUSHED_SECONDS,))
        mark_pages_of_all_lists(manifest)
        manifest.set_meta("static", "1")
    # Several machines may build one site, each with its own.
    manifest.set_meta("boots", " ".join([*boots[-9:], boot]))
