"""`fsp projects review`: what a project requires before a post is scheduled or published."""

from dataclasses import replace

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.content.lookup import find_project
from fsp.models.account import Role
from fsp.publishing.reviewers import rules_of, save_rules


@click.command("review")
@click.argument("slug")
@click.option("--approvals", type=int, default=None, help="How many approvals a post needs; 0 for none.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=None,
    help="The role from which accounts may review.",
)
@click.option("--reviewer", "names", multiple=True, metavar="ACCOUNT", help="Only these may review; repeat.")
@click.option("--anyone", is_flag=True, help="Everyone with the role may review.")
@click.option("--own/--no-own", default=None, help="Whether authors may approve their own texts.")
@click.pass_obj
def review(
    context: Context,
    slug: str,
    *,
    approvals: int | None,
    role: str | None,
    names: tuple[str, ...],
    anyone: bool,
    own: bool | None,
) -> None:
    """Set the review rules of the project SLUG."""
    with acting(context, Action.EDIT_REVIEW_RULES, f"project {slug}", inputs={"approvals": approvals}):
        project = find_project(slug)
        before = rules_of(project)
        rules = replace(
            before,
            required_approvals=before.required_approvals if approvals is None else approvals,
            reviewer_role=Role(role) if role else before.reviewer_role,
            reviewers=() if anyone else names or before.reviewers,
            may_approve_own=before.may_approve_own if own is None else own,
        )
        save_rules(project, rules)
    who = ", ".join(rules.reviewers) or f"every {rules.reviewer_role}"
    click.echo(f"Posts of {slug} need {rules.required_approvals} approvals. Reviewers: {who}.")
