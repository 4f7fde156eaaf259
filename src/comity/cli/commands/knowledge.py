"""Look after the facts of law and providers: check, age, show and compare them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.knowledge.inventory import Change, Fact, Kind
    from comity.knowledge.problem import Problem
    from comity.law.book import Law
    from comity.providers.catalog import Catalog
    from comity.text.messages import Messages

_overlay = click.option("--overlay", type=click.Path(path_type=Path), metavar="DIR", help="A ministry's own knowledge files.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_on = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day asked; today when left out.")
_lang = click.option("--lang", "language", metavar="TAG", help="Language of the words around the facts.")


@click.group()
def command() -> None:
    """Look after the facts of law and providers: check, age, show and compare them.

    Facts are plain files with a source and a date each. A ministry lays its own files over them in an overlay folder; the shipped
    files stay as they are.
    """


@command.command()
@_overlay
@_on
@_lang
@_json
def check(overlay: Path | None, on: datetime | None, language: str | None, as_json: bool) -> None:
    """Check all facts: schema, references, patterns, sources and dates.

    Leaves with 0 when nothing contradicts itself, 1 when something does, 2 when a file cannot be read as its schema says.
    """
    from comity.cli.output import print_json, words
    from comity.knowledge.problem import unreadable, unsourced
    from comity.law.cross_references import broken_references
    from comity.providers.cross_references import broken_rows

    t = words(language)
    law, catalog, kinds = _open(overlay)
    broken = [problem for kind in kinds for problem in unreadable(kind)]
    found = broken or [
        *broken_references(law),
        *broken_rows(catalog),
        *(problem for kind in kinds for problem in unsourced(kind, _day(on))),
    ]
    files = len(law.files_used()) + len(catalog.files_used())
    errors = [problem for problem in found if problem.severity == "error"]
    if as_json:
        counts = {kind.name: len(kind.rows) for kind in kinds} if not broken else {}
        print_json({"ok": not errors, "files": files, "counts": counts, "problems": found})
    else:
        for problem in found:
            _tell(problem, t)
        click.echo(
            t(
                "{files} files read, {errors} errors, {warnings} warnings",
                files=files,
                errors=len(errors),
                warnings=len(found) - len(errors),
            )
        )
    raise SystemExit(2 if broken else 1 if errors else 0)


@command.command()
@_overlay
@_on
@_lang
@_json
@click.option("--kind", "only", metavar="KIND", help="Only facts of this kind (treaty, state, authority, provider …).")
def stale(overlay: Path | None, on: datetime | None, language: str | None, as_json: bool, only: str | None) -> None:
    """List the facts past their shelf life, the oldest first, with their age and where to verify them.

    A fact that was read but has no date counts as expired where its kind ages. Facts that nobody read are no part of the list; how
    many there are is said at its end.
    """
    from comity.cli.output import print_json, print_table, words
    from comity.knowledge.inventory import facts

    t = words(language)
    day = _day(on)
    _, _, kinds = _open(overlay)
    every = [fact for kind in _chosen(kinds, only) for fact in facts(kind, day)]
    expired = sorted(
        (fact for fact in every if fact.is_expired), key=lambda fact: (_since(fact) or date.min, fact.kind, fact.id, fact.path)
    )
    unverified = sum(1 for fact in every if fact.ground.weakness == "unverified")
    rows = [_aged(fact, day) for fact in expired]
    if as_json:
        print_json({"on": day, "expired": rows, "counts": {"facts": len(every), "expired": len(rows), "unverified": unverified}})
        return
    print_table(
        [t("fact"), t("date of its source"), t("age in days"), t("verify at")],
        [(f"{row['kind']} {row['id']} {row['path']}".strip(), row["as_of"] or "–", row["age_days"], row["verify_at"]) for row in rows],
    )
    click.echo(
        t(
            "{expired} of {facts} facts are past their shelf life on {day}; {unverified} more were never read in a source",
            expired=len(rows),
            facts=len(every),
            day=day.isoformat(),
            unverified=unverified,
        )
    )


@command.command()
@click.argument("kind")
@click.argument("identity", metavar="ID")
@_overlay
@_on
@_lang
@_json
def show(kind: str, identity: str, overlay: Path | None, on: datetime | None, language: str | None, as_json: bool) -> None:
    """Show one entry for people, each fact with its source, date and basis.

    KIND is treaty, state, authority, network, resource, offence, safeguard, instrument, fact, time_limit, outcome, source or
    provider; ID is its identity: untoc, KZ, ge-central_authority_mla-001, telegram.
    """
    from comity.cli.output import print_json, words
    from comity.errors import InputError
    from comity.knowledge.inventory import facts, leaves
    from comity.text.messages import say

    t = words(language)
    _, _, kinds = _open(overlay)
    section = _chosen(kinds, kind)[0]
    name = identity if identity in section.rows else identity.upper()
    if name not in section.rows:
        near = _near(identity, list(section.rows))
        hint = say("did you mean: {names}", names=", ".join(near)) if near else say("`comity knowledge show` takes identities, not titles")
        raise InputError(say("there is no {kind} `{identity}`", kind=kind, identity=identity), hint=hint)
    entry = section.rows[name]
    found = list(facts(section, _day(on), name))
    if as_json:
        print_json({"kind": section.name, "id": name, "entry": dict(leaves(entry)), "facts": [_told(fact) for fact in found]})
        return
    click.echo(f"{section.name} {name}")
    held = tuple(fact.path for fact in found)
    for path, value in leaves(entry):
        if "" not in held and not path.startswith(held or ("\0",)) and value not in (None, (), {}):
            click.echo(f"  {path}: {_shown(value)}")
    for fact in found:
        click.echo(f"\n{fact.path or t('the entry itself')}")
        values = fact.value.items() if isinstance(fact.value, dict) else [("", fact.value)]
        for key, value in values:
            if value not in (None, [], {}, ()):
                click.echo(f"  {key + ': ' if key else ''}{_shown(value)}")
        click.echo(f"  [{_origin_line(fact)}]")


@command.command()
@click.argument("before", type=click.Path(path_type=Path), required=False, metavar="[A]")
@click.argument("after", type=click.Path(path_type=Path), required=False, metavar="[B]")
@_overlay
@_lang
@_json
def diff(before: Path | None, after: Path | None, overlay: Path | None, language: str | None, as_json: bool) -> None:
    """Tell field by field what an overlay, or a second knowledge folder, changes.

    `diff --overlay DIR` compares the shipped facts with the same under the overlay. `diff A` compares the shipped facts with the
    folder A, and `diff A B` the folder A with the folder B; such a folder holds `law/` and `providers/`.
    """
    from comity.cli.output import print_json, words
    from comity.errors import InputError
    from comity.knowledge.inventory import changes
    from comity.text.messages import say

    t = words(language)
    if (overlay is None) == (before is None):
        raise InputError(say("nothing to compare"), hint=say("give --overlay DIR, or one or two knowledge folders"))
    roots = (None, before) if after is None else (before, after)
    _, _, old = _open(None, roots[0] if overlay is None else None)
    _, _, new = _open(overlay, roots[1] if overlay is None else None)
    found = [change for one, other in zip(old, new, strict=True) for change in changes(one, other.rows)]
    if as_json:
        print_json({"changes": found})
        return
    for change in found:
        _tell_change(change)
    click.echo(t.plural("{count} change", "{count} changes", count=len(found)))


@command.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write them to.")
@_json
def schemas(out: Path, as_json: bool) -> None:
    """Write the JSON Schemas of all kinds of knowledge files and of overlay files."""
    from comity.cli.knowledge_schemas import all_schemas
    from comity.cli.output import print_json

    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in all_schemas().items():
        path = out / f"{name}.schema.json"
        path.write_text(text, encoding="utf-8")
        written.append(str(path))
    if as_json:
        print_json({"files": written})
    else:
        for line in written:
            click.echo(line)


def _open(overlay: Path | None, root: Path | None = None) -> tuple[Law, Catalog, tuple[Kind, ...]]:
    from comity.errors import InputError
    from comity.law.book import Law
    from comity.law.inventory import kinds as law_kinds
    from comity.providers.catalog import Catalog
    from comity.providers.inventory import kinds as provider_kinds
    from comity.text.messages import say

    if root is not None and not (root / "law").is_dir():
        raise InputError(say("this is no knowledge folder"), place=str(root), hint=say("give a folder that holds `law/` and `providers/`"))
    law, catalog = Law.open(overlay, root=root), Catalog.open(overlay, root=root)
    return law, catalog, (*law_kinds(law), *provider_kinds(catalog))


def _chosen(kinds: tuple[Kind, ...], only: str | None) -> tuple[Kind, ...]:
    from comity.errors import InputError
    from comity.text.messages import say

    found = tuple(kind for kind in kinds if only in (None, kind.name))
    if not found:
        names = ", ".join(kind.name for kind in kinds)
        raise InputError(say("there is no kind `{kind}`", kind=only), hint=say("one of: {names}", names=names))
    return found


def _day(on: datetime | None) -> date:
    from comity.model.time import system_clock

    return (on or system_clock()).date()


def _since(fact: Fact) -> date | None:
    from comity.knowledge.partial_date import PartialDate

    return None if fact.as_of is None else PartialDate.parse(fact.as_of).earliest


def _aged(fact: Fact, on: date) -> dict[str, Any]:
    since = _since(fact)
    return {
        "kind": fact.kind,
        "id": fact.id,
        "path": fact.path,
        "as_of": fact.as_of,
        "age_days": None if since is None else (on - since).days,
        "review_after": fact.ground.provenance.review_after,
        "weakness": fact.ground.weakness,
        "source": fact.ground.provenance.source,
        "verify_at": fact.ground.verify_at,
    }


def _told(fact: Fact) -> dict[str, Any]:
    told = fact.ground.provenance
    return {
        "path": fact.path,
        "value": fact.value,
        "basis": told.basis,
        "source": told.source,
        "as_of": told.as_of,
        "checked_by": told.checked_by,
        "review_after": told.review_after,
        "weakness": fact.ground.weakness,
        "verify_at": fact.ground.verify_at,
        "origin": told.origin,
    }


def _origin_line(fact: Fact) -> str:
    told = fact.ground.provenance
    parts = [told.basis.value, told.as_of, told.source, f"checked by {told.checked_by}" if told.checked_by else None]
    if fact.ground.weakness is not None and fact.ground.weakness.value != told.basis.value:
        parts.append(fact.ground.weakness.value)
    return ", ".join(part for part in (*parts, told.origin) if part)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(one)}" for key, one in value.items() if one not in (None, [], {}, ()))
    return "–" if value is None else str(value)


def _near(name: str, known: list[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=3)


def _tell(problem: Problem, t: Messages) -> None:
    severity = t("error") if problem.severity == "error" else t("warning")
    click.echo(f"{severity}: {problem.place}: {t.of(problem.message)}")
    if problem.hint:
        click.echo("  " + t("hint: {hint}", hint=t.of(problem.hint)))


def _tell_change(change: Change) -> None:
    place = f"{change.kind} {change.id} {change.path}".strip()
    origin = ", ".join(part for part in (change.as_of, change.source, change.origin) if part)
    click.echo(f"{place}\n  - {_shown(change.before)}\n  + {_shown(change.after)}" + (f"\n  [{origin}]" if origin else ""))
