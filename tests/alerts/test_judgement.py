"""The name of a cause."""

from dataclasses import replace

from fsp.alerts.judgement import Verdict, fingerprint
from fsp.alerts.rules.redis import REDIS_UNREACHABLE
from fsp.models.alert import Severity


def test_a_fingerprint_is_of_rule_and_labels_and_nothing_else() -> None:
    first = REDIS_UNREACHABLE.says(Verdict.BAD, "x", value=1.0)
    worse = replace(first, severity=Severity.WARNING, value=2.0, title="other")

    assert first.fingerprint == worse.fingerprint
    assert fingerprint("a", {"b": "c", "d": "e"}) == fingerprint("a", {"d": "e", "b": "c"})
    assert len({fingerprint("a", {}), fingerprint("a", {"b": "c"}), fingerprint("b", {"b": "c"})}) == 3
