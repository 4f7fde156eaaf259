"""Do the work that the desk was asked to do in the background: letters, reading, traces, backups."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the register.")
@click.option("--once", is_flag=True, help="Leave as soon as nothing waits.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document at the end.")
def command(data: Path | None, once: bool, as_json: bool) -> None:
    """Do the work that the desk was asked to do in the background.

    On a server, let one or several of these run beside the desk; on one's own machine the desk does it itself. A job that loses its
    worker is taken up again by the next one. Ends after the current job when it is interrupted. Where there is a vault, the journal is
    handed over to its log every ten minutes.
    """
    import signal
    import threading
    from typing import Any

    from comity.cli.output import print_json, words
    from comity.desk.service import configure, prepare

    t = words()
    configure(data)
    prepare()
    from comity.desk.jobs.work import work
    from comity.desk.models.job import Job

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    rows: list[dict[str, Any]] = []

    def told(job: Job) -> None:
        if once or not as_json:
            rows.append({"job": job.pk, "kind": job.kind, "state": job.state})
        click.echo(t("job {number} ({kind}): {state}", number=job.pk, kind=job.kind, state=job.state), err=True)

    count = work(stop, once=once, tell=told)
    if as_json:
        print_json({"done": count, "jobs": rows})
