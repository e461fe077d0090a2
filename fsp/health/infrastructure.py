"""Health of the infrastructure: Redis settings, clocks, disk and memory."""

import os
from datetime import timedelta
from pathlib import Path
from socket import gethostname

import redis

from fsp.clock import utc_now
from fsp.conditions import limits
from fsp.health.component import Component
from fsp.redis_ops.host_clocks import HostClock, clocks_read
from fsp.redis_ops.reads import Batch
from fsp.redis_ops.shared_clock import is_off, time_read


def check_redis_settings(connection: redis.Redis) -> Component:
    """Check that Redis neither evicts nor forgets: any other policy may silently drop a job."""
    server = connection.info()
    faults = []
    if server.get("maxmemory", 0) and server.get("maxmemory_policy") != "noeviction":
        faults.append(f"maxmemory-policy is {server['maxmemory_policy']}; it must be noeviction")
    if not server.get("aof_enabled"):
        faults.append("appendonly is off, so a Redis crash can lose jobs")
    message = "; ".join(faults) or "Eviction and persistence settings are correct"
    return Component("redis-settings", "degraded" if faults else "healthy", f"{message}.")


def check_clock(connection: redis.Redis) -> Component:
    """Compare this machine's clock, and the recorded clocks of other hosts, with Redis's clock, which decides what is
    due.
    """
    batch = Batch(connection)
    time, clocks = batch.add(time_read()), batch.add(clocks_read())
    batch.send()
    skew = (utc_now() - time.value).total_seconds()
    wrong = [clock for clock in clocks.value if clock.is_off]
    hosts = {clock.host: round(clock.skew.total_seconds(), 1) for clock in wrong}
    if is_off(timedelta(seconds=skew)):
        own = HostClock(gethostname(), timedelta(seconds=skew), ("web",))
        wrong = [own, *(clock for clock in wrong if clock.host != own.host)]
        hosts |= {own.host: round(skew, 1)}
    details: dict[str, object] = {"skewSeconds": round(skew, 1), "hostsOff": hosts}
    if wrong:
        return Component("clock", "degraded", " ".join(clock.in_words for clock in wrong), details=details)
    if abs(skew) > limits.CLOCK_SKEW_SECONDS:
        message = f"This server's clock is {abs(skew):.0f} s off Redis."
        return Component("clock", "degraded", message, details=details)
    return Component("clock", "healthy", "In sync.", details=details)


def check_disk(folder: Path) -> Component:
    """Check the free space of the data folder."""
    disk = os.statvfs(folder)
    free = disk.f_bavail / disk.f_blocks if disk.f_blocks else 1.0
    free_bytes = disk.f_bavail * getattr(disk, "f_frsize", 0) or None
    has_no_files = getattr(disk, "f_files", 0) > 0 and getattr(disk, "f_favail", 1) == 0
    is_short = free < limits.FULL_RATIO and (free_bytes or 0) < limits.FULL_BYTES and free_bytes is not None
    is_full = disk.f_bavail == 0 or is_short or has_no_files
    details = {"freeRatio": round(free, 4), "freeBytes": free_bytes if disk.f_bavail else 0, "isFull": is_full}
    if is_full:
        why = "no inodes are left" if has_no_files else f"{free:.1%} free"
        message = f"The disk of the data folder is full: {why}. Free some space; nothing is recorded until then."
        return Component("disk", "unhealthy", message, details=details)
    status = "degraded" if free < limits.MIN_FREE_RATIO else "healthy"
    return Component("disk", status, f"{free:.0%} of the disk is free.", details=details)


def check_memory(file: Path = Path("/proc/meminfo")) -> Component:
    """Check the memory that is available to programs."""
    if not file.exists():
        return Component("memory", "unknown", "Free memory is unknown on this platform.")
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in _lines(file)}
    free = kilobytes["MemAvailable"] / kilobytes["MemTotal"]
    status = "degraded" if free < limits.MIN_FREE_RATIO else "healthy"
    return Component("memory", status, f"{free:.0%} of the memory is free.")


def _lines(file: Path) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in file.read_text(encoding="ascii").splitlines()]
