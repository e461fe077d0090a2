"""The current problems: findings of all visible rules, without consequences of others, and ongoing alerts."""

from fsp.conditions.catalogue import find_rule, judge_all
from fsp.conditions.finding import Finding
from fsp.conditions.ongoing_alerts import alert_findings
from fsp.conditions.ranking import in_order, with_doubts, without_consequences
from fsp.conditions.snapshot import Snapshot


def find_problems(snapshot: Snapshot) -> list[Finding]:
    """Return every problem that is not only a consequence of another, in order."""
    findings = judge_all(snapshot, {(alert.rule, alert.labels) for alert in snapshot.alerts})
    shown = [finding for finding in findings if (rule := find_rule(finding.rule)) and rule.is_shown(finding)]
    problems = with_doubts(without_consequences(shown))
    judged = {
        rule.alert.fingerprint_of(finding): finding
        for finding in findings
        if (rule := find_rule(finding.rule)) and rule.alert is not None
    }
    return in_order([*problems, *alert_findings(snapshot, problems, judged)], snapshot.at)
