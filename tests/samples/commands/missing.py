"""Open a file that is not there."""

from pathlib import Path

import click


@click.command()
def command() -> None:
    """Open a file that is not there."""
    Path("no-such-folder/case.yaml").read_bytes()
