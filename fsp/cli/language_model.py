"""`fsp language-model`: what drafts have cost, and what they may cost."""

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.model_prices import MICROS, amount_text
from fsp.models.model_request import ProjectBudget
from fsp.stores import db
from fsp.writing.completion import MAX_TOKENS, Usage
from fsp.writing.prices import set_budget
from fsp.writing.spending import correct_usage, month_of
from fsp.writing.usage import budget_states, recent_requests, usage_by_item, usage_by_month, usage_by_project

TOKENS = click.IntRange(0, MAX_TOKENS)


@click.group("language-model")
def language_model() -> None:
    """Show tokens, costs and budgets of drafts."""


@language_model.command("usage")
@click.argument("project", required=False)
@click.pass_obj
def usage(context: Context, project: str | None) -> None:
    """Show what drafts have cost.

    The sums are by month, and for this month by project, or by post of PROJECT."""
    settings, now = context.settings, utc_now()
    with context.app.app_context():
        project_id = find_project(project).id if project else None
        for owner, budget in zip(("installation", "project"), budget_states(project_id, now, settings), strict=True):
            if budget is not None:
                limit = (
                    "no budget" if budget.limit is None else f"of {amount_text(budget.limit, settings.llm_currency)}"
                )
                warning = "\t80 % or more is spent" if budget.is_nearly_spent else ""
                spent = amount_text(budget.spent, settings.llm_currency)
                click.echo(f"{owner} {budget.month}\t{spent}\t{limit}{warning}")
        month = month_of(now)
        top = usage_by_project(month) if project_id is None else usage_by_item(project_id, month)
        for row in (*usage_by_month(project_id), *top):
            cost = amount_text(row.charged, settings.llm_currency)
            counts = f"{row.requests} requests\t{row.prompt_tokens} in\t{row.completion_tokens} out"
            click.echo(f"{row.label}\t{counts}\t{cost}")


@language_model.command("requests")
@click.argument("project", required=False)
@click.pass_obj
def requests(context: Context, project: str | None) -> None:
    """List the newest requests, all or of PROJECT."""
    with context.app.app_context():
        for row in recent_requests(find_project(project).id if project else None):
            cost = amount_text(row.charged, context.settings.llm_currency)
            parts = (str(row.id), row.job_id, row.step, row.model, row.outcome or row.phase, cost, row.error)
            click.echo("\t".join(parts))


@language_model.command("budget")
@click.argument("project")
@click.option("--monthly", default=None, metavar="AMOUNT", help="Such as 12.50; an empty text removes the budget.")
@click.option("--prices", default=None, help="Own prices as in FSP_LLM_PRICES; an empty text removes them.")
@click.pass_obj
def budget_(context: Context, project: str, *, monthly: str | None, prices: str | None) -> None:
    """Set the budget and prices of PROJECT."""
    with acting(context, Action.SET_MODEL_BUDGET, f"project {project}"):
        owner = find_project(project)
        before = db.session.get(ProjectBudget, owner.id)
        amount = f"{before.monthly / MICROS:f}" if before and before.monthly is not None else ""
        own_prices = before.prices if before else ""
        set_budget(
            owner,
            monthly=amount if monthly is None else monthly,
            prices=own_prices if prices is None else prices,
        )
    click.echo("Saved.")


@language_model.command("enter-usage")
@click.argument("request_id", metavar="REQUEST", type=int)
@click.argument("prompt", type=TOKENS)
@click.argument("completion", type=TOKENS)
@click.option("--cached", type=TOKENS, default=0, help="How many of the input tokens were cached.")
@click.pass_obj
def enter_usage(context: Context, request_id: int, prompt: int, completion: int, *, cached: int) -> None:
    """Enter the tokens of REQUEST.

    Its cost is unknown or estimated until then."""
    with acting(context, Action.ENTER_USAGE, f"request {request_id}"):
        row = correct_usage(request_id, Usage(prompt, completion, cached), context.settings)
    click.echo(f"The request cost {amount_text(row.charged, context.settings.llm_currency)}.")
