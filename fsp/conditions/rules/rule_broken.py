"""A rule that raises an error: the other rules are still evaluated, and people are notified of the broken one."""

from fsp.conditions.finding import Finding, Numbers, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.models.alert_kinds import AlertType, Severity

NAME = "rule-broken"


def finding_of(rule: Rule, error: Exception) -> Finding:
    """Return the finding that a rule failed."""
    name = rule.alert.name if rule.alert else rule.name
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.RULE, name),
        severity=Severity.ERROR,
        summary=f"Alert rule {name} failed to evaluate",
        cause=f"{name} failed: {type(error).__name__}",
        numbers=Numbers(sample=1),
    )


RULE_BROKEN = Rule(
    name=NAME,
    meaning="An alert rule failed to evaluate",
    first_look="This condition is currently unmonitored. See the evaluation log and recent changes.",
    # Only evaluating the other rules shows which one fails.
    find=lambda _: [],
    shown_from=None,
    alert=AlertPolicy("RuleBroken", AlertType.SYSTEM_HEALTH, Severity.ERROR),
)
