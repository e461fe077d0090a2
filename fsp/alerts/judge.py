"""Applies every alert rule to a snapshot."""

from collections.abc import Collection

from fsp.alerts.candidate import Candidate, candidate_of
from fsp.conditions.catalogue import RULES, Cause, judge_all
from fsp.conditions.snapshot import Snapshot

ALERT_NAMES = tuple(rule.alert.name for rule in RULES if rule.alert)


def candidates_of(snapshot: Snapshot, active_causes: Collection[Cause] = ()) -> list[Candidate]:
    """Return a candidate for every finding, and one for each known problem without a finding."""
    rules = {rule.name: rule for rule in RULES if rule.alert}
    findings = [finding for finding in judge_all(snapshot, active_causes) if finding.rule in rules]
    return [candidate_of(rules[finding.rule], finding) for finding in findings]
