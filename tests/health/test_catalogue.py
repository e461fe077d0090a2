"""The checks together: none may take longer than the whole answer may."""

from flask import Flask

from fsp.health.catalogue import all_checks
from fsp.health.watch import Watch


def test_every_check_looks_under_its_own_name(core: Flask) -> None:
    checks = all_checks(core)

    assert [part.name for part in Watch(checks).read()] == list(checks)


def test_no_limit_is_longer_than_three_seconds(core: Flask) -> None:
    assert max(check.timeout_seconds for check in all_checks(core).values()) <= 3
