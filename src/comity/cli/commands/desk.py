"""Serve the desk: cases, leads, plans, requests and their journal in the browser, on this machine."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), metavar="N", help="Port to listen on.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the register; made when it is missing."
)
@click.option("--no-browser", is_flag=True, help="Do not open the browser; the address is printed.")
@click.option("--prepare-only", is_flag=True, help="Make the folder and the tables, print the address, and leave.")
def command(host: str, port: int, data: Path | None, no_browser: bool, prepare_only: bool) -> None:
    """Serve the desk in the browser.

    Makes the data folder and the register at the first call, brings them to this version at later ones, and opens the browser. The first
    page makes the first person; a worked case is there to try, as an exercise from which nothing can be sent. No network is used.
    """
    from comity.cli.output import words
    from comity.desk.service import check_host, configure, listen, prepare, serve, start_address

    t = words()
    folder = configure(data)
    check_host(host)
    prepare()
    server = None if prepare_only else listen(host, port)
    address = start_address(host, port)
    click.echo(t("the register is in {folder}", folder=folder), err=True)
    click.echo(address)
    if server is None:
        return
    click.echo(t("open this address in the browser; end with Ctrl+C"), err=True)
    if not no_browser:
        _open_soon(address)
    serve(server)


def _open_soon(address: str) -> None:
    """Open the browser a moment after the server listens."""
    import threading
    import webbrowser

    timer = threading.Timer(1.0, webbrowser.open, args=(address,))
    timer.daemon = True
    timer.start()
