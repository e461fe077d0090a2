"""The built-in schedules. A new one is a line here. Your own schedules use `add_schedule`."""

from fsp.schedules.schedule import Schedule, add_schedule

SCHEDULES = (
    Schedule("due-publication-sweep", "due-publication-sweep", "* * * * *"),
    Schedule("reconcile-requests", "reconcile-requests", "* * * * *"),
    Schedule("health-check-and-alerting", "health-check-and-alerting", "*/5 * * * *"),
    Schedule("deliver-notices", "deliver-notices", "* * * * *"),
    Schedule("report-subscriptions", "report-subscriptions", "*/5 * * * *"),
    Schedule("preflight", "preflight", "* * * * *", longest_seconds=900),
    Schedule("performance-aggregation", "performance-aggregation", "*/30 * * * *"),
    Schedule("dead-letter-processing", "dead-letter-processing", "0 * * * *"),
    Schedule("look-for-drift", "look-for-drift", "17 * * * *"),
    Schedule("clean-up", "clean-up", "0 2 * * *", window_seconds=12 * 3600, grace_seconds=3600, longest_seconds=3600),
)

for schedule in SCHEDULES:
    add_schedule(schedule)
