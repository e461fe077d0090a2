"""System health: Redis does not answer or takes no writes, so nothing is queued and nothing runs."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity


def _unreachable(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.is_redis_reachable is None:
        return None
    if reading.is_redis_reachable:
        return [rule.says(Verdict.FINE, "Redis answers")]
    fault = reading.redis_fault.rstrip(".") or "Redis does not answer"
    return [rule.says(Verdict.BAD, f"{fault}; asked twice")]


REDIS_UNREACHABLE = Rule(
    name="RedisUnreachable",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.CRITICAL,
    meaning="Redis does not answer or takes no writes",
    advice="Look whether Redis or Valkey runs and has memory; then at REDIS_URL.",
    judge=_unreachable,
    more_evaluations=0,
)
