"""How the bundled Valkey gets its memory: it is built on the C library's allocator, slow behind a long backlog.

A finished job is some hundred small allocations. With 200,000 jobs waiting, those of glibc were 41 % of the
server's own time (26 % without), those of jemalloc, on which Redis itself is built, 7 % with and without.
"""

import ctypes.util
import os
import sys

CACHED_CHUNKS = 500
"""How many freed pieces of each size glibc keeps at hand, in place of 7: at most 17 MB in all."""


def allocator_variables() -> dict[str, str]:
    """Return the environment in which to start it: jemalloc where it is installed, else glibc with a longer memory.

    What the operator has set stays as it is.
    """
    is_chosen = "LD_PRELOAD" in os.environ or "GLIBC_TUNABLES" in os.environ
    if sys.platform != "linux" or is_chosen:
        return {}
    library = ctypes.util.find_library("jemalloc")
    if library:
        return {"LD_PRELOAD": library}
    return {"GLIBC_TUNABLES": f"glibc.malloc.tcache_count={CACHED_CHUNKS}"}
