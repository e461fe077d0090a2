"""Makes a data folder with a realistic set of jobs: `python -m testbed.dataset --jobs 50000 --seed 1 --folder seeded`.

It prints the command that shows it (`fsp web` with REDIS_URL and FSP_DATA_DIR); a worker would begin to run it.
The server of Redis goes on until Ctrl-C.
"""

import os
import subprocess
import time
from pathlib import Path

import click

from fsp import paths
from fsp.cli.migrate import upgrade_database
from fsp.cli.up.valkey import answers, valkey_process
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.redis_connections import connect_redis
from fsp.settings import Settings
from testbed.dataset.fill import amounts, fill


@click.command()
@click.option("--jobs", default=50_000, show_default=True, type=click.IntRange(min=100))
@click.option("--seed", default=1, show_default=True)
@click.option("--folder", default="seeded", show_default=True, type=click.Path(path_type=Path))
def main(jobs: int, seed: int, folder: Path) -> None:
    """Fill FOLDER, which must be empty or not there, and serve its Redis until Ctrl-C."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; remove it or name another folder")
    settings = Settings(data_dir=folder)
    paths.ensure_data_folder(settings)
    catalogue.load(settings)
    process = valkey_process(settings)
    with subprocess.Popen(process.command, env={**os.environ, **process.environment}) as server:
        try:
            connection = connect_redis(settings)
            while not answers(connection):
                time.sleep(0.05)
            started = time.monotonic()
            app = core_app(settings)
            upgrade_database(app)
            with app.app_context():
                fill(connection, amounts(jobs), seed=seed, now=utc_now())
            click.echo(f"{jobs:,} jobs in {time.monotonic() - started:.1f} s. To look at them:")
            click.echo(f"  FSP_DATA_DIR={folder} REDIS_URL=unix://{paths.valkey_socket(settings)} fsp web")
            server.wait()
        except KeyboardInterrupt:
            server.terminate()


if __name__ == "__main__":
    main()
