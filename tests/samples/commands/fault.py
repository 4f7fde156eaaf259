"""Stumble over a fault of the program."""

import click


@click.command()
def command() -> None:
    """Stumble over a fault of the program."""
    raise KeyError("case")
