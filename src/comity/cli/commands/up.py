"""Set the desk up on this machine, with the worked case in it, and open it in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._desk_face import bring_up, browser_option, data_option, host_option, port_option


@click.command()
@host_option
@port_option
@data_option
@browser_option
@click.option("--once", is_flag=True, help="Set everything up, see that the desk answers, tell where it will be, and leave.")
def command(host: str, port: int | None, data: Path | None, no_browser: bool, once: bool) -> None:
    """Set the desk up on this machine, with the worked case in it, and open it in the browser.

    The first page asks who you are and nothing else; behind it the worked case is open: leads, plan, drafts and what is wrong with them,
    as an exercise from which nothing can be sent. No network is used. Serves until it is stopped, with or without a terminal.
    """
    bring_up(host, port, data, opens=not no_browser, serves=not once)
