"""What `comity up` and `comity desk` share: bring the register up to date, take an address, say where it is, serve."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

USUAL_PORT = 8765
_NEXT_PORTS = 20

host_option = click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), metavar="N", help="Port to listen on; 0 takes any free one (default: 8765, or the next free)."
)
data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the register; made when it is missing."
)
browser_option = click.option("--no-browser", is_flag=True, help="Do not open the browser; the address is printed.")


def bring_up(host: str, port: int | None, data: Path | None, *, opens: bool, serves: bool, processes: int | None = 1) -> None:
    """Bring the desk up and serve it until it is stopped.

    The address stands alone on standard output, so that another program can read it; the words around it go to standard error.

    Args:
        host: address to listen on.
        port: port; 0 for any free one, None for the usual one or the next free.
        data: folder of the register.
        opens: whether to open the browser.
        serves: False leaves once everything is ready and a page was answered.
        processes: how many processes answer; None for as many as suit machine and database.
    """
    from comity.cli.output import words
    from comity.desk import service

    t = words()
    folder = service.configure(data)
    service.check_host(host)
    service.prepare()
    if not serves:
        service.answer_once()
        click.echo(service.start_address(host, port or USUAL_PORT))
        click.echo(t("The desk is ready. Its data lie in {folder}", folder=folder), err=True)
        return
    many = service.processes_for(processes)
    server = _listening(partial(service.listen, processes=many), host, port)
    address = service.start_address(host, int(server.effective_port))
    click.echo(address)
    click.echo(t("The desk is open at this address. Stop it with Ctrl+C."), err=True)
    click.echo(t("Its data lie in {folder}", folder=folder), err=True)
    if opens and _has_a_screen():
        _open_soon(address)
    service.serve(server, many)


def _listening(listen: Callable[[str, int], Any], host: str, port: int | None) -> Any:
    """Take the port that was asked for; where none was, the usual one or the next free."""
    from comity.errors import InputError

    if port is not None:
        return listen(host, port)
    for candidate in range(USUAL_PORT, USUAL_PORT + _NEXT_PORTS):
        try:
            return listen(host, candidate)
        except InputError:
            continue
    return listen(host, 0)


def _has_a_screen() -> bool:
    """Tell whether a browser with windows can be opened: one in the terminal would hide the address and keep Ctrl+C for itself."""
    return not os.environ.get("CI") and (
        sys.platform in {"win32", "darwin"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    )


def _open_soon(address: str) -> None:
    """Open the browser a moment after the server listens."""
    import threading
    import webbrowser

    timer = threading.Timer(1.0, webbrowser.open, args=(address,))
    timer.daemon = True
    timer.start()
