"""The monitor under the name it had while only scheduler processes had one."""

from fsp.alerts.monitor import Monitor as Watchman

__all__ = ["Watchman"]
