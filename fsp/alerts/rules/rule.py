"""What a rule is: a name, what it means, and a pure function from a reading to judgements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.models.alert import AlertType, Severity


@dataclass(frozen=True)
class Rule:
    """One kind of alert. `advice` says what to do first; `absent` is what not being told of a known cause means."""

    name: str
    alert_type: AlertType
    severity: Severity
    meaning: str
    advice: str
    judge: Callable[["Rule", Reading], list[Judgement] | None]
    """Returns None when the reading knows nothing of the rule's subject at all."""
    absent: Verdict = Verdict.FINE
    more_evaluations: int | None = None

    def says(
        self,
        verdict: Verdict,
        why: str,
        *,
        title: str = "",
        severity: Severity | None = None,
        advice: str = "",
        **numbers: Any,
    ) -> Judgement:
        """Return a judgement of this rule; `numbers` are labels, value, n, threshold and lower_bound."""
        return Judgement(
            rule=self.name,
            alert_type=self.alert_type,
            severity=severity or self.severity,
            verdict=verdict,
            why=why,
            title=title or self.meaning,
            advice=advice or self.advice,
            more_evaluations=self.more_evaluations,
            **numbers,
        )

    def of_absent(self, labels: dict[str, str], *, is_subject_known: bool) -> Judgement:
        """Return the judgement of a known cause that this reading does not tell of."""
        verdict = self.absent if is_subject_known else Verdict.NO_DATA
        why = "it is no longer reported" if verdict is Verdict.FINE else "the reading has no data about it"
        named = f"{self.meaning} ({', '.join(labels.values())})" if labels else self.meaning
        return self.says(verdict, why, title=named, labels=tuple(sorted(labels.items())))
