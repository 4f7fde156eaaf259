"""Find a file unusable."""

import click

from comity.errors import InputError
from comity.text.messages import say


@click.command()
def command() -> None:
    """Find a file unusable."""
    raise InputError(say("unknown language: {tag}", tag="xx"), place="case.yaml: language", hint="see the list")
