"""`fsp items review`, `approve`, `request-changes`, `comment`, `waiting` and `activity`: reviews and their history."""

import getpass

import click

from fsp.audit.action import Action
from fsp.cli.acting import acting
from fsp.cli.context import Context
from fsp.clock import iso
from fsp.content.compare_revisions import compare
from fsp.content.lookup import find_item
from fsp.content.word_diff import Change, Words
from fsp.models.account import Role
from fsp.models.review import DecisionKind
from fsp.publishing import reviews
from fsp.publishing.item_activity import activity_of
from fsp.publishing.reviewers import Person

REVISION = click.option("--revision", type=int, default=None, help="The revision that was read; a newer is refused.")


def _person() -> Person:
    return Person(getpass.getuser(), Role.ADMIN)


@click.command("review")
@click.argument("number", type=int)
@click.option("--note", default="", help="What the reviewers should know.")
@click.option("--of", "reviewers", multiple=True, metavar="ACCOUNT", help="Whom to ask; repeat for several.")
@click.option("--withdraw", "is_withdrawn", is_flag=True, help="Withdraw the request.")
@click.pass_obj
def review(context: Context, number: int, *, note: str, reviewers: tuple[str, ...], is_withdrawn: bool) -> None:
    """Ask for a review of post NUMBER."""
    if is_withdrawn:
        with acting(context, Action.WITHDRAW_REVIEW, f"item {number}"):
            reviews.withdraw_review(find_item(number))
        click.echo(f"Withdrew post {number} from review.")
        return
    with acting(context, Action.ASK_REVIEW, f"item {number}", inputs={"reviewers": list(reviewers)}):
        reviews.ask_review(find_item(number), by=getpass.getuser(), note=note, reviewers=reviewers)
    click.echo(f"Asked for a review of post {number}. Undo this with: fsp items review {number} --withdraw")


@click.command("approve")
@click.argument("number", type=int)
@click.option("--text", default="")
@REVISION
@click.pass_obj
def approve(context: Context, number: int, *, text: str, revision: int | None) -> None:
    """Approve the current revision of post NUMBER."""
    with acting(context, Action.APPROVE_ITEM, f"item {number}", inputs={"revision": revision}):
        reviews.decide(find_item(number), DecisionKind.APPROVED, _person(), text=text, seen_revision=revision)
    click.echo(f"Approved post {number}.")


@click.command("request-changes")
@click.argument("number", type=int)
@click.argument("text")
@REVISION
@click.pass_obj
def request_changes(context: Context, number: int, text: str, *, revision: int | None) -> None:
    """Request changes to post NUMBER. TEXT says which."""
    with acting(context, Action.REQUEST_CHANGES, f"item {number}", inputs={"revision": revision}):
        reviews.decide(find_item(number), DecisionKind.CHANGES, _person(), text=text, seen_revision=revision)
    click.echo(f"Requested changes to post {number}.")


@click.command("comment")
@click.argument("number", type=int)
@click.argument("text")
@click.pass_obj
def comment(context: Context, number: int, text: str) -> None:
    """Add the comment TEXT to post NUMBER."""
    with acting(context, Action.COMMENT_ITEM, f"item {number}"):
        reviews.comment(find_item(number), by=getpass.getuser(), text=text)
    click.echo(f"Commented on post {number}.")


@click.command("waiting")
@click.pass_obj
def waiting(context: Context) -> None:
    """List the posts that wait for your review."""
    with context.app.app_context():
        for row in reviews.waiting_for(_person()):
            click.echo("\t".join((str(row.item_id), iso(row.asked_at), row.asked_by, row.project, row.title)))


@click.command("activity")
@click.argument("number", type=int)
@click.pass_obj
def activity(context: Context, number: int) -> None:
    """List what happened to post NUMBER, newest first."""
    with context.app.app_context():
        item = find_item(number)
        for line in activity_of(item, zone=item.project.timezone):
            click.echo(
                "\t".join((iso(line.at), line.by or "FSP", line.words, " ".join(line.text.split()), line.job_id))
            )


@click.command("diff")
@click.argument("number", type=int)
@click.argument("before", type=int)
@click.argument("after", type=int)
@click.pass_obj
def diff(context: Context, number: int, before: int, after: int) -> None:
    """Show what changed in post NUMBER from BEFORE to AFTER.

    BEFORE and AFTER are revisions. Added words are shown as {+words+}, removed ones as [-words-].
    """
    with context.app.app_context():
        comparison = compare(find_item(number), before, after)
        for change in comparison.fields:
            click.echo(f"{change.label}: [-{change.before}-] {{+{change.after}+}}")
        for block in comparison.blocks:
            if block.change != Change.EQUAL:
                click.echo("".join(_marked(words) for words in block.words) + "\n")


def _marked(words: Words) -> str:
    marks = {Change.ADDED: ("{+", "+}"), Change.REMOVED: ("[-", "-]")}
    before, after = marks.get(words.change, ("", ""))
    return f"{before}{words.text}{after}"
