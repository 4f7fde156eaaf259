"""Print more than a pipe holds."""

import click


@click.command()
def command() -> None:
    """Print more than a pipe holds."""
    for number in range(100_000):
        click.echo(f"line {number}")
