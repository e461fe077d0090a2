"""System health: a rule that cannot be judged; the others are, and people are told of the one that is not."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity


def _none(rule: Rule, reading: Reading) -> list[Judgement]:  # noqa: ARG001  (only judging the others shows which are)
    return []


RULE_BROKEN = Rule(
    name="RuleBroken",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.ERROR,
    meaning="An alert rule cannot be judged",
    advice="What it watches is not watched now. The log of the alert round has the error; look at what changed last.",
    judge=_none,
)


def says_of(rule: Rule, error: Exception) -> Judgement:
    """Return the judgement that a rule is broken."""
    return RULE_BROKEN.says(
        Verdict.BAD,
        f"{rule.name} failed: {type(error).__name__}",
        title=f"The alert rule {rule.name} cannot be judged",
        labels=(("rule", rule.name),),
        n=1,
    )
