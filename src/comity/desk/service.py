"""Bring the desk up: data folder, migrations, then a server on one address.

configure(data)        before anything of Django is imported
prepare()              folder, key, tables
start_address(port)    where the browser is opened: the page for the first person, else the desk
answer_once()          see that a page is answered, without a server
serve(server)          until it is told to stop; with several processes where that was asked for
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from comity.desk.configuration import default_folder, prepare_folder
from comity.errors import InputError, RegisterError
from comity.text.messages import say

SETTINGS = "comity.desk.settings"
_THREADS = 6
LARGEST_BODY = 80 * 1024 * 1024
_LIMITS = {"threads": _THREADS, "ident": None, "max_request_body_size": LARGEST_BODY}
_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


def _adjustments() -> dict[str, Any]:
    """Tell the server its limits and, behind HTTPS, to believe the web server on this machine where a call came from; nobody else."""
    from django.conf import settings

    if not settings.CONFIGURATION.secure:
        return dict(_LIMITS)
    return _LIMITS | {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}


def configure(data: Path | None) -> Path:
    """Name the data folder and wake Django up.

    Args:
        data: the data folder; None for the one of the environment, else the user's own.

    Returns:
        The data folder.

    Raises:
        RegisterError: it cannot be written to, or its settings cannot be read.
    """
    folder = (data or Path(os.environ.get("COMITY_DATA") or default_folder())).expanduser().resolve()
    os.environ["COMITY_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    prepare_folder(folder)

    import django

    from comity.desk.sealed_bodies import seal_what_waits

    django.setup()
    seal_what_waits()
    return folder


def prepare() -> None:
    """Bring the tables to this version.

    Raises:
        RegisterError: the database cannot be reached, or belongs to a later version.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.loader import MigrationLoader

    from comity.desk.search.index import index_if_needed

    try:
        later = set(MigrationLoader(connection).applied_migrations) - set(MigrationLoader(connection).disk_migrations)
        if any(app == "desk" for app, _ in later):
            raise RegisterError(
                say("this register was made by a later version of Comity"), hint=say("install that version, or a later one")
            )
        call_command("migrate", interactive=False, verbosity=0)
        index_if_needed()
    except DatabaseError as error:
        message = say("the database cannot be used: {reason}", reason=str(error).strip().splitlines()[0])
        raise RegisterError(message, place=connection.vendor, hint=say("check COMITY_DATABASE_URL, and that the database runs")) from None


def start_address(host: str, port: int) -> str:
    """Return where to begin: the page that makes the first person, else the desk."""
    from comity.desk.people.enrolment import first_key

    key = first_key()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"first/{key}/" if key else "")


def check_host(host: str) -> None:
    """Refuse to be reached from elsewhere unless that was thought about; a register of exercises holds nothing to protect.

    Raises:
        InputError: another address than this machine's own, and no names and no HTTPS are set up.
    """
    from django.conf import settings

    if host not in _THIS_MACHINE and not settings.CONFIGURATION.secure and not settings.CONFIGURATION.training:
        raise InputError(
            say("the desk is not offered to other machines without HTTPS: {host}", host=host),
            place="--host",
            hint=say("put a server with a certificate before it, set COMITY_HOSTS and COMITY_SECURE=1, and keep 127.0.0.1 here"),
        )


def listen(host: str, port: int, processes: int = 1) -> Any:
    """Take the address; nobody is answered yet.

    Args:
        host: address.
        port: port; 0 for any free one.
        processes: how many will answer; with more than one, the server that is returned only holds the address for them.

    Raises:
        InputError: the address is taken or cannot be used.
    """
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server
    from waitress.task import ThreadedTaskDispatcher

    application = get_wsgi_application()
    others: dict[str, Any] = {} if processes == 1 else {"_dispatcher": ThreadedTaskDispatcher()}  # one without threads
    try:
        return create_server(application, host=host, port=port, **_adjustments(), **others)
    except OSError as error:
        message = say("nobody can listen on port {port}: {reason}", port=port, reason=error.strerror or str(error))
        raise InputError(message, place="--port", hint=say("choose another one: --port {port}", port=port + 1)) from None


def processes_for(asked: int | None) -> int:
    """Return how many processes answer: as asked, else as many as suit the machine; one with SQLite, which has one writer.

    Raises:
        InputError: several were asked for on a system that cannot divide processes.
    """
    from django.db import connection

    from comity.desk.processes import can_divide, usual_count

    if asked is None:
        return usual_count() if connection.vendor == "postgresql" else 1
    if asked > 1 and not can_divide():
        raise InputError(say("this system runs the desk in one process"), place="--workers", hint=say("leave --workers out"))
    return asked


def answer_once() -> None:
    """Answer one request for the first page within this process, to see that everything is in its place.

    Raises:
        RegisterError: the page is not answered.
    """
    from wsgiref.util import setup_testing_defaults

    from django.core.wsgi import get_wsgi_application

    told: list[str] = []

    def note(status: str, headers: object, trouble: object = None) -> Callable[[bytes], object]:  # noqa: ARG001 - the signature of WSGI
        told.append(status)
        return lambda _: None

    environ: dict[str, Any] = {"PATH_INFO": "/", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    answer = get_wsgi_application()(environ, note)
    getattr(answer, "close", lambda: None)()
    if not told or told[0][:1] not in {"2", "3"}:
        raise RegisterError(say("the desk does not answer: {reason}", reason=told[0] if told else "-"))


def serve(server: Any, processes: int = 1) -> None:
    """Answer until the process is told to stop.

    Args:
        server: what `listen` returned.
        processes: how many processes answer, as `listen` was told.
    """
    if processes == 1:
        _answer(server, works=True)
        return
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from waitress.server import create_server

    from comity.desk.processes import keep_running

    connections.close_all()  # a connection cannot be shared: each process opens its own
    application = get_wsgi_application()
    try:
        keep_running(
            processes, lambda number: _answer(create_server(application, sockets=[server.socket], **_adjustments()), works=number == 0)
        )
    finally:
        server.close()


def _answer(server: Any, *, works: bool) -> None:
    """Answer in this process; the first one of several does the background work as well where no `comity worker` does it."""
    from comity.desk.bench import warm_up

    _learn_shapes()
    # a service manager asks to end with SIGTERM: then as with Ctrl+C, what is being answered is answered
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=warm_up, args=("en",), daemon=True).start()
    stop = _work_beside() if works else threading.Event()
    try:
        server.run()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        stop.set()
        server.close()


def _learn_shapes() -> None:
    """Let msgspec learn every shape that the pages use before threads do: two that meet at the first use of one end the process."""
    from importlib import import_module

    from django.conf import settings
    from msgspec import Struct
    from msgspec.json import Decoder

    import_module(settings.ROOT_URLCONF)
    left = Struct.__subclasses__()
    while left:
        shape = left.pop()
        left += shape.__subclasses__()
        with suppress(TypeError, NameError):  # a base that is never read by itself
            Decoder(shape)


def _work_beside() -> threading.Event:
    """On one's own machine the desk does the background work itself; on a server `comity worker` does it. Return what stops it."""
    from django.db import connection

    from comity.desk.jobs.work import work

    stop = threading.Event()
    if connection.vendor == "sqlite":
        threading.Thread(target=work, args=(stop,), daemon=True).start()
    return stop


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
