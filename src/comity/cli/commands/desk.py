"""Serve the desk of a server: no browser is opened, the register is brought to this version first."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._desk_face import bring_up, data_option, host_option, port_option


@click.command()
@host_option
@port_option
@data_option
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    metavar="N",
    help="Processes that answer; by default one a core, at most four, with PostgreSQL, and one with SQLite.",
)
@click.option("--no-browser", is_flag=True, hidden=True, help="No browser is opened in any case.")
@click.option("--prepare-only", is_flag=True, help="Make the folder and the tables, print the address, and leave.")
def command(host: str, port: int | None, data: Path | None, workers: int | None, no_browser: bool, prepare_only: bool) -> None:  # noqa: ARG001 - kept for callers
    """Serve the desk of a server: no browser is opened, the register is brought to this version first.

    For a machine of one's own there is `comity up`. Behind a web server with a certificate, see the page on working at the desk.
    """
    bring_up(host, port, data, opens=False, serves=not prepare_only, processes=workers)
