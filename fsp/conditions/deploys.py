"""Finds problems that began soon after a deploy. Those that new code may have caused name it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from fsp.amounts import duration
from fsp.conditions.catalogue import find_alert_rule, find_rule
from fsp.conditions.facts.outcomes import DeployFacts
from fsp.conditions.finding import Finding

AFTER_A_DEPLOY = timedelta(hours=1)
"""A problem that begins later is hardly caused by the deploy."""


def with_deploys(findings: Sequence[Finding], deploys: Sequence[DeployFacts]) -> list[Finding]:
    """Return the findings. One that new code may have caused names the deploy just before it."""
    return [_with_deploy(finding, deploys) if _can_follow_deploy(finding) else finding for finding in findings]


def _can_follow_deploy(finding: Finding) -> bool:
    rule = find_rule(finding.rule) or find_alert_rule(finding.alert)
    return not finding.doubt and (rule is None or rule.can_follow_deploy)


def _with_deploy(finding: Finding, deploys: Sequence[DeployFacts]) -> Finding:
    began = finding.since
    before = [deploy for deploy in deploys if began and timedelta() <= began - deploy.at <= AFTER_A_DEPLOY]
    if began is None or not before:
        return finding
    last = max(before, key=lambda deploy: deploy.at)
    if finding.deploy == last.version:
        return finding
    later = f"it began {duration((began - last.at).total_seconds())} after deploy {last.version}"
    return replace(finding, cause=f"{finding.cause}; {later}" if finding.cause else later, deploy=last.version)
