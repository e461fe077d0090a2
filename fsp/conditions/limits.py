"""From when a part is not well: the same for its health, for the first screen and for alerts."""

DATABASE_MILLISECONDS = 500.0
DATABASE_CLEARS_BELOW_MILLISECONDS = 400.0
SCHEDULER_SILENT_SECONDS = 60.0
SCHEDULER_DEAD_SECONDS = 300.0
CLOCK_SKEW_SECONDS = 2.0
CLOCK_UNRELIABLE_SECONDS = 10.0
"""From here on a reading that depends on how long ago something was is not certain."""

FULL_BYTES, FULL_RATIO = 64 * 1024 * 1024, 0.01
"""With less than both free, a disk is full: no server can be relied on to write."""

LEAST_FREE_RATIO = 0.05
"""Of the disk, and of the memory."""
