"""Read what came back: productions, exports, extractions, into one store of events where nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.model.request.evidence_request import EvidenceRequest
    from comity.text.messages import Messages


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the store.")
@click.option("--zone", metavar="Area/City", help="Zone of times that stand without one; without this they wait.")
@click.option(
    "--request",
    metavar="ID|DRAFT.yaml",
    help="The request that produced the files: its number, or its draft, against which the answer is then held.",
)
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A saved profile: which column is which, for tables that nobody knows (JSON; `comity columns` proposes one); may be given again.",
)
@click.option("--password-file", type=click.Path(path_type=Path), metavar="FILE", help="Passwords of locked archives, one a line.")
@click.option(
    "--key",
    "keys",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Signing keys of providers (OpenPGP), or your own secret key for what was encrypted to you; may be given again.",
)
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Files read at a time; the processors of the machine by default.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print the coverage as one JSON document.")
def command(
    paths: tuple[Path, ...],
    out: Path,
    zone: str | None,
    request: str | None,
    profiles: tuple[Path, ...],
    password_file: Path | None,
    keys: tuple[Path, ...],
    jobs: int | None,
    language: str | None,
    as_json: bool,
) -> int:
    """Read files, folders and archives into DIR: event.parquet, entity.parquet, link.parquet and coverage.json.

    Each file is told by its content and read in a process without network. Records in = records out + quarantined, or the exit code is 1.
    A time without a zone stays open until you give one with --zone; the decision is kept in coverage.json. What was interrupted
    goes on where it stood when you run the same again.
    """
    from comity.cli.output import print_json, words
    from comity.readers.run import Plan, read

    t = words(language)
    request_id, asked = _request(request)
    plan = Plan(
        paths=paths,
        out=out,
        zone=zone,
        request_id=request_id,
        settings=_profiles(profiles),
        passwords=_passwords(password_file),
        keys=_keys(keys),
        children=jobs or 0,
    )
    coverage = read(plan, lambda done, size: _progress(done, size, t))
    found = None
    if asked is not None:
        from comity.analysis.reconcile import reconcile

        found = reconcile(out, asked)
    if as_json:
        from comity.cli.commands.reconcile import plain

        print_json(coverage | ({"reconciliation": plain(found)} if found else {}))
    else:
        _show(coverage, t)
        if found:
            from comity.cli.commands.reconcile import show

            show(found, t)
    return 0 if coverage["reconciled"] and not coverage["failed"] else 1


def _request(given: str | None) -> tuple[str | None, EvidenceRequest | None]:
    """Return the number of the request, and the request where its draft was given."""
    if given is None or not given.endswith((".yaml", ".yml")):
        return given, None
    from comity.drafting.draft_file import read_draft

    asked = read_draft(Path(given))
    return asked.request.reference or Path(given).stem, asked


def _profiles(paths: tuple[Path, ...]) -> dict[str, object]:
    if not paths:
        return {}
    import msgspec

    from comity.errors import InputError
    from comity.readers.tables.profile import read_profile
    from comity.text.messages import say

    found = []
    for path in paths:
        try:
            found.append(msgspec.to_builtins(read_profile(path.read_bytes(), str(path))))
        except OSError as problem:
            raise InputError(say("no file of this name: {path}", path=str(path)), place="--profile") from problem
    return {"profiles": found}


def _passwords(path: Path | None) -> tuple[str, ...]:
    from comity.errors import InputError
    from comity.text.messages import say

    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as problem:
        raise InputError(say("the passwords are not written in UTF-8"), place=str(path)) from problem
    except OSError as problem:
        raise InputError(say("no file of this name: {path}", path=str(path)), place="--password-file") from problem
    return tuple(line for line in lines if line)


def _keys(paths: tuple[Path, ...]) -> tuple[bytes, ...]:
    from comity.errors import InputError
    from comity.readers.containers.openpgp import KeyRing
    from comity.text.messages import say

    for path in paths:
        try:
            _ = KeyRing((path.read_bytes(),)).certificates
        except ValueError as problem:
            raise InputError(
                say("this is no OpenPGP key: {problem}", problem=problem),
                place=str(path),
                hint=say("give the file with the provider's public signing key, as the provider publishes it"),
            ) from problem
        except OSError as problem:
            raise InputError(say("no file of this name: {path}", path=str(path)), place="--key") from problem
    return tuple(path.read_bytes() for path in paths)


def _progress(done: int, size: int, t: Messages) -> None:
    click.echo(t("read {done} of {size} MB", done=f"{done / 1e6:,.1f}", size=f"{size / 1e6:,.1f}"), err=True)


def _show(coverage: dict[str, Any], t: Messages) -> None:
    from comity.cli.output import print_table

    rows = []
    for entry in coverage["files"]:
        counts = [entry["records_in"], entry["records_out"], entry["quarantined"], entry["reader"] or t("not understood")]
        rows.append([*counts, entry["path"]])
        rows += [["", "", "", "", f"- {remark}"] for remark in _remarks(entry, t)]
    print_table([t("records"), t("read"), t("quarantined"), t("reader"), t("file")], rows)
    sums = coverage["totals"]
    click.echo(
        t(
            "{events} events; {quarantined} records in quarantine; {without_time} events wait for a zone or have no time",
            events=sums["events"],
            quarantined=sums["quarantined"],
            without_time=sums["without_time"],
        )
    )
    if not coverage["reconciled"]:
        click.echo(t("RED: records in are not records out + quarantined; do not rely on this store"), err=True)


def _remarks(entry: dict[str, Any], t: Messages) -> list[str]:
    parts = [*entry["defects"], *entry["unknown"]]
    if entry["without_time"]:
        parts.append(t("{count} without a moment", count=entry["without_time"]))
    if entry["without_port"]:
        parts.append(t("{count} addresses without a source port", count=entry["without_port"]))
    return parts
