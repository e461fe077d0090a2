"""The watchman under the name it had while only scheduler processes had one."""

from fsp.alerts.monitor import Watchman

__all__ = ["Watchman"]
