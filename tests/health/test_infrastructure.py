"""What FSP stands on."""

import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis

from fsp.clock import utc_now
from fsp.health import infrastructure
from fsp.health.infrastructure import check_clock, check_disk, check_memory, check_redis_settings
from fsp.health.work import read_work
from fsp.redis_ops.host_clocks import note_clock
from tests.wrong_clock import set_clock_wrong


def test_a_redis_that_may_forget_is_named(redis_client: redis.Redis) -> None:
    check_redis = check_redis_settings(redis_client)

    assert (check_redis.status, "appendonly is off" in check_redis.message) == ("degraded", True)


def test_a_redis_that_evicts_is_named(redis_client: redis.Redis) -> None:
    redis_client.config_set("maxmemory", "100mb")
    redis_client.config_set("maxmemory-policy", "allkeys-lru")
    check_redis = check_redis_settings(redis_client)
    redis_client.config_set("maxmemory-policy", "noeviction")
    redis_client.config_set("maxmemory", "0")

    assert "maxmemory-policy is allkeys-lru" in check_redis.message


@pytest.mark.parametrize(("seconds", "status"), [(0, "healthy"), (3, "degraded"), (-3, "degraded")])
def test_a_clock_that_is_off_is_named(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, seconds: int, status: str
) -> None:
    monkeypatch.setattr(infrastructure, "utc_now", lambda: utc_now() + timedelta(seconds=seconds))

    assert check_clock(redis_client).status == status


@pytest.mark.parametrize(("free", "status"), [(50, "healthy"), (5, "healthy"), (4, "degraded")])
def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free, f_blocks=100))

    assert check_disk(tmp_path).status == status


@pytest.mark.parametrize(
    ("disk", "is_full"),
    [
        ({"f_bavail": 0, "f_blocks": 10_000}, True),
        ({"f_bavail": 99, "f_blocks": 10_000, "f_frsize": 4096}, True),
        ({"f_bavail": 99, "f_blocks": 10_000, "f_frsize": 2**20}, False),
        ({"f_bavail": 100, "f_blocks": 10_000, "f_frsize": 4096}, False),
        ({"f_bavail": 9_000, "f_blocks": 10_000, "f_frsize": 4096, "f_files": 1_000, "f_favail": 0}, True),
        # Some file systems count no files.
        ({"f_bavail": 9_000, "f_blocks": 10_000, "f_frsize": 4096, "f_files": 0, "f_favail": 0}, False),
    ],
)
def test_a_disk_without_room_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: dict[str, int], is_full: bool
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(**disk))

    result = check_disk(tmp_path)

    assert (result.status == "unhealthy", result.details["isFull"]) == (is_full, is_full)


@pytest.mark.parametrize(("free", "status"), [(50, "healthy"), (5, "healthy"), (4, "degraded")])
def test_full_memory_is_named(tmp_path: Path, free: int, status: str) -> None:
    file = tmp_path / "meminfo"
    file.write_text(f"MemTotal:   100 kB\nMemFree:  1 kB\nMemAvailable: {free} kB\n")

    assert check_memory(file).status == status


def test_memory_nobody_tells_of_is_unknown(tmp_path: Path) -> None:
    assert check_memory(tmp_path / "none").status == "unknown"


def test_another_hosts_wrong_clock_is_named(redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("fsp.redis_ops.host_clocks.gethostname", lambda: "host-2")
        set_clock_wrong(patch, timedelta(hours=1))
        note_clock(redis_client, "scheduler")

    clock, scheduler = check_clock(redis_client), read_work(redis_client, utc_now())["scheduler"]

    assert (clock.status, list(clock.details["hostsOff"])) == ("degraded", ["host-2"])
    assert "host-2 is 3600 s ahead" in clock.message
    assert "host-2 is 3600 s ahead" in scheduler.message
