"""`fsp search`: finds jobs, posts, projects and job types, as the search of every page does."""

import click

from fsp.cli.context import Context
from fsp.clock import utc_now
from fsp.search.find import find
from fsp.search.schema import search_results
from fsp.stores import current_redis


@click.command()
@click.argument("query")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the names of the API.")
@click.pass_obj
def search(context: Context, query: str, *, as_json: bool) -> None:
    """Find jobs, posts, projects and job types.

    QUERY is the beginning of a job's id, or words of a title, slug or job type. At most five results of each kind are
    printed.
    """
    with context.app.app_context():
        results = find(current_redis(), query, utc_now())
    if as_json:
        click.echo(search_results(query, results).model_dump_json(by_alias=True, indent=2))
        return
    for result in results:
        click.echo(f"{result.kind}\t{result.id}\t{result.title}\t{result.detail}")
