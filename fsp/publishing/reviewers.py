"""Who may review the posts of a project, and who wrote the text under review."""

from dataclasses import dataclass

from sqlalchemy import func, select

from fsp.errors import InvalidInput
from fsp.models.account import Account, Role
from fsp.models.item import Item, Revision, RevisionOrigin
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.stores import db

MAX_APPROVALS = 10
MAX_NAMES = 50


@dataclass(frozen=True)
class Person:
    """Who acts, and with which role. The user of the command line acts as an admin."""

    name: str
    role: Role


@dataclass(frozen=True)
class ReviewRules:
    """What a project requires before a post is scheduled or published."""

    required_approvals: int = 0
    reviewer_role: Role = Role.OPERATOR
    reviewers: tuple[str, ...] = ()
    """The accounts that may review; empty for everyone with the role."""
    may_approve_own: bool = False


def rules_of(project: Project) -> ReviewRules:
    """Return the review rules of a project."""
    return ReviewRules(
        project.required_approvals, Role(project.reviewer_role), tuple(project.reviewers), project.may_approve_own
    )


def save_rules(project: Project, rules: ReviewRules) -> None:
    """Change the review rules of a project; raise InvalidInput if nobody could fulfil them."""
    if not 0 <= rules.required_approvals <= MAX_APPROVALS:
        raise InvalidInput(f"A project requires 0 to {MAX_APPROVALS} approvals, got {rules.required_approvals}.")
    names = tuple(dict.fromkeys(rules.reviewers))
    refuse_unknown(names)
    if names and rules.required_approvals > len(names):
        raise InvalidInput(f"{rules.required_approvals} approvals need as many reviewers. You named {len(names)}.")
    project.required_approvals, project.reviewer_role = rules.required_approvals, rules.reviewer_role
    project.reviewers, project.may_approve_own = list(names), rules.may_approve_own
    db.session.commit()


def refuse_unknown(names: tuple[str, ...]) -> None:
    """Raise InvalidInput for a name that is no enabled account."""
    if len(names) > MAX_NAMES:
        raise InvalidInput(f"Name at most {MAX_NAMES} reviewers, got {len(names)}.")
    enabled = set(
        db.session.scalars(select(Account.name).where(Account.disabled_at.is_(None), Account.name.in_(names)))
    )
    missing = [name for name in names if name not in enabled]
    if missing:
        raise InvalidInput(f'There is no enabled account "{missing[0]:.100}".')


def why_not_reviewer(project: Project, person: Person) -> str:
    """Return why somebody may not review the posts of a project; empty if they may."""
    rules = rules_of(project)
    if rules.reviewers and person.name not in rules.reviewers:
        return f'Posts of "{project.title}" are reviewed by {", ".join(rules.reviewers)}.'
    if not rules.reviewers and not person.role.covers(rules.reviewer_role):
        return f'Reviewers of "{project.title}" need the role {rules.reviewer_role}.'
    return ""


def possible_reviewers(project: Project, *, except_for: str = "") -> list[str]:
    """Return the accounts that may be asked to review, sorted."""
    accounts = db.session.scalars(select(Account).where(Account.disabled_at.is_(None)).order_by(Account.name)).all()
    return [
        account.name
        for account in accounts
        if account.name != except_for and not why_not_reviewer(project, Person(account.name, Role(account.role)))
    ]


def authors_of_changes(item: Item) -> frozenset[str]:
    """Return who wrote the revisions since the published one."""
    published = (
        select(func.max(Revision.number))
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.item_id == item.id, Publication.published_at.is_not(None))
        .scalar_subquery()
    )
    rows = db.session.scalars(
        select(Revision.author).where(
            Revision.item_id == item.id,
            Revision.number > func.coalesce(published, 0),
            Revision.origin == RevisionOrigin.PERSON,
        )
    )
    return frozenset(rows)
