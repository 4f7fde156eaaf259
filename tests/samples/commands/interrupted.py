"""Be interrupted."""

import click


@click.command()
def command() -> None:
    """Be interrupted."""
    raise KeyboardInterrupt
