"""All limits, each defined once for health, the overview, alerts and targets.

Where their limits used to differ, a comment at the limit says so.
"""

from datetime import timedelta

from fsp.schedules.scheduler_silence import SILENT_SECONDS

# --- What FSP runs on ---

DATABASE_MILLISECONDS = 500.0
DATABASE_CLEARS_BELOW_MILLISECONDS = 400.0
CLOCK_SKEW_SECONDS = 2.0
CLOCK_UNRELIABLE_SECONDS = 10.0
"""Beyond this offset, facts that depend on ages are uncertain."""

FULL_BYTES, FULL_RATIO = 64 * 1024 * 1024, 0.01
"""With less than both free, a disk counts as full: servers can no longer write reliably."""

MIN_FREE_RATIO = 0.05
"""For the disk and for the memory."""

# --- Who works ---

SCHEDULER_SILENT_SECONDS = SILENT_SECONDS
SCHEDULER_DEAD_SECONDS = 300.0
STUCK_SECONDS = 60.0
"""How long a lease may be expired. Alerts used to wait 90 s; workers recover such jobs within seconds."""

EVALUATOR_SILENT_FOR = timedelta(minutes=11)
"""Two evaluations, five minutes apart, and a minute for the evaluation itself."""

LOST_WORKER_SHOWN_FOR = timedelta(minutes=30)
"""By then its jobs have long been recovered. Without any worker it stays a problem."""

MEMORY_REPLACEMENT_SHOWN_FOR = timedelta(minutes=30)
"""How long a process that was replaced for its memory stays a problem."""

SLOTS_HELD_FOR = timedelta(seconds=90)
"""How long nothing must have ended, and every holder must have been running."""

UNUSUAL_RUN = 3.0
"""A multiple of the 95th percentile of its type's run times."""

# --- What waits ---

MAX_WAITING = 100
WAITING_CLEARS_AT = 80
MANY_WAITING = 1_000
"""This many are reported immediately. A shorter burst that is gone within BURST is ignored."""

BURST = timedelta(seconds=60)
STALLED_FOR = timedelta(minutes=2)
"""A starting worker, or a long job of a higher queue, may take this long."""

MAX_OLDEST_SECONDS = 900.0
OLDEST_CLEARS_AT_SECONDS = 600.0
MAX_EMPTYING = timedelta(hours=1)

# --- What fails ---

MAX_JOB_FAILURES, JOB_FAILURES_CLEAR_BELOW, MIN_JOBS = 0.5, 0.4, 5
MAX_PLATFORM_FAILURES, PLATFORM_FAILURES_CLEAR_BELOW = 0.3, 0.2
MIN_CALLS = 5
"""Alerts used to wait for ten calls. MIN_PLATFORM_LOWER_BOUND covers what five calls can show."""

MIN_PLATFORM_LOWER_BOUND = 0.15
"""The certain part of failing calls: two of five are too few, three of five are enough."""

MAX_ANSWER_ERRORS, ANSWER_ERRORS_CLEAR_BELOW, MIN_ANSWERS = 0.1, 0.08, 20
MAX_DEAD_LETTERS_AN_HOUR, DEAD_LETTERS_CLEAR_BELOW = 10, 5
MIN_RETRIES, RETRY_STORM_SHARE = 20, 0.5
MAX_POISON_JOBS = 0
MIN_CHANNEL_FAILURES = 3
"""Failed attempts in a row. Fewer may be a service that restarts."""

MIN_POSTS = 5
"""Posts of the last hour. With fewer, one slow post would be an alert."""

DUE_TO_LIVE_CLEARS_AT = 0.8
"""The part of a destination's limit below which slow publishing resolves."""

MAX_BUDGET_PERCENT = 80
"""Of a monthly budget of the language model."""
MAX_SLOWDOWN_PERCENT = 10.0
DATABASE_OLDER_SHOWN_FOR = timedelta(hours=24)

# --- Targets ---

MAX_MEAN_RUN_SECONDS = 30.0
MAX_FAILED_JOBS = 0.05
MAX_RESPONSE_SECONDS = 0.2
"""For 95 % of the responses."""

MAX_ERROR_ANSWERS = 0.01
MAX_SINCE_DEAD_LETTERS_SECONDS = 3900.0
"""An hour between two passes, and five minutes for the pass itself."""

MIN_UPTIME = 0.999
MAX_MONITORING_OVERHEAD = 0.05
"""In units of one CPU."""
