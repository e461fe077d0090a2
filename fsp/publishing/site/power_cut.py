"""Detects that the machine was restarted, because files written just before may be lost.

Flushing every page would cost more than everything else. Instead, recent pages are written again after a restart.
"""

from functools import cache
from pathlib import Path

from fsp.publishing.site.list_pages import mark_pages_of_all_lists
from fsp.publishing.site.manifest import Manifest

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MAX_UNFLUSHED_SECONDS = 600
"""Much longer than a kernel keeps written data in memory."""


@cache
def boot_id() -> str:
    """Return an id of the current boot of this machine; empty if unknown."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def mark_unflushed(manifest: Manifest, boot: str) -> None:
    """Mark what was written shortly before the last build, if the machine was restarted since."""
    boots = manifest.meta("boots").split()
    if boot in boots or not boot:
        return
    if boots:
        last = manifest.sql.execute("SELECT max(written_at) FROM entries").fetchone()[0] or 0
        manifest.sql.execute("UPDATE entries SET is_stale = 1 WHERE written_at >= ?", (last - MAX_UNFLUSHED_SECONDS,))
        mark_pages_of_all_lists(manifest)
        manifest.set_meta("static", "1")
    # Several machines may build one site, each with its own boot id.
    manifest.set_meta("boots", " ".join([*boots[-9:], boot]))
