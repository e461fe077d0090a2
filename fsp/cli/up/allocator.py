"""How the bundled Valkey gets its memory: it is built on the C library's allocator, slow behind a long backlog.

A finished job is some hundred small allocations, and the scripts' own litter is let go of thousands at a time. What
glibc does not keep at hand it sorts into its lists, where every piece is a miss of the processor's cache once the heap
is large. By simulation of a cache of 1 MB, a job among 200,000 waiting ones missed it 905 times with 500 pieces of each
size at hand, 819 times with 5,000, 517 with 20,000 and 457 with 65,535; 275 times with jemalloc, on which Redis itself
is built. Giving up glibc's lists of small pieces (`mxfast=0`) made it worse in each case.
"""

import ctypes.util
import os
import sys

CACHED_CHUNKS = 20_000
"""How many freed pieces of each size up to 1 kB glibc keeps at hand, in place of 7.

They are of no use to other sizes: 10 MB of 500 bytes each, and 680 MB should all 64 sizes be full. A server that was
filled with 150,000 jobs three times over had 401 MB in the end, 275 MB with 500 pieces and 560 MB with 65,535.
"""


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
