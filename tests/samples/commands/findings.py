"""Find something."""

import click


@click.command()
def command() -> None:
    """Find something."""
    click.get_current_context().exit(1)
