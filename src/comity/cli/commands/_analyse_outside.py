"""Questions that need more than one store: registries, other cases, other spellings, the case file and the catalogue of providers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from comity.analysis.holders import AddressRow, Holders
    from comity.analysis.names.compare import Likeness
    from comity.analysis.names.find import Bearer
    from comity.routing.case_shape import CaseEntry
    from comity.routing.new_leads import NewLeads
    from comity.text.messages import Messages

_PATH = click.Path(path_type=Path)
_SHOWN = 20


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option(
    "--registry", "files", type=_PATH, multiple=True, required=True, metavar="FILE|DIR",
    help="Files about addresses: delegated-...-extended, .mmdb, or a list network,kind,source,day; may be given again.",
)  # fmt: skip
@click.option("--account", metavar="NAME", help="Only addresses of this account, as the store writes it.")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Addresses shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def holders(folder: Path, files: tuple[Path, ...], account: str | None, limit: int, language: str | None, as_json: bool) -> None:
    """Tell holder and country of the addresses of a store from registries on the disk, with the day of each file held against the event.

    Nothing is fetched. The country is that of the holder's registration, not the place of the user.
    """
    from comity.analysis.holders import holders as ask
    from comity.analysis.registries.open import open_registries
    from comity.cli.output import print_json, words

    found = ask(folder, open_registries(files), account=account)
    if as_json:
        print_json(found)
    else:
        _show_holders(found, limit, words(language))


def _show_holders(found: Holders, limit: int, t: Messages) -> None:
    from comity.cli.output import print_table

    for about in found.files:
        click.echo(t("{title}, of {day}: {path}", title=about.title or about.kind, day=about.day or t("no day"), path=about.path))
        for defect in about.defects:
            click.echo(f"- {t.of(defect)}", err=True)
    rows = [
        [one.ip, one.events, one.accounts, one.without_port, _holder(one, t), ", ".join(_warned(one, t))] for one in found.addresses[:limit]
    ]
    print_table([t("address"), t("events"), t("accounts"), t("without port"), t("holder by which file"), t("mind")], rows)
    if len(found.addresses) > limit:
        click.echo(t("{shown} of {count} addresses; raise --limit", shown=limit, count=len(found.addresses)))
    if found.unreadable:
        click.echo(t("no addresses: {values}", values=", ".join(found.unreadable)), err=True)


def _holder(one: AddressRow, t: Messages) -> str:
    from comity.text.messages import mark

    said = {
        "near": mark("{day}, near the events"),
        "later": mark("{day}, {count} days after: delegated before the events, a transfer in between is not seen"),
        "later_changed": mark("{day}: delegated after the events, says nothing of then"),
        "earlier": mark("{day}, {count} days before the events"),
        "undated": mark("day unknown"),
    }
    parts = []
    for holder in one.holders:
        found = holder.found
        names = [found.country, found.holder or found.holder_key, f"AS{found.asn}" if found.asn else None, found.network]
        when = t(said[holder.validity], day=holder.day, count=holder.days_apart)
        parts.append(f"{' '.join(name for name in names if name)} ({when})")
    return "; ".join(parts)


def _warned(one: AddressRow, t: Messages) -> list[str]:
    from comity.text.messages import mark

    said = {
        "cgnat": mark("carrier-grade NAT (RFC 6598): no public line"),
        "private": mark("private address"),
        "reserved": mark("reserved address"),
        "documentation": mark("address of documentation"),
        "shared": mark("used by many accounts"),
        "port_needed": mark("ask with source port and time: one address may serve many lines"),
        "vpn": mark("VPN, by a list"),
        "hosting": mark("hosting, by a list"),
        "proxy": mark("proxy, by a list"),
        "tor": mark("Tor exit, by a list"),
        "vpn_perhaps": mark("the holder's name sounds like a VPN"),
        "hosting_perhaps": mark("the holder's name sounds like hosting"),
        "tunnel": mark("a tunnel that carries {address}"),
        "holders_differ": mark("files of different days name different holders"),
        "unknown": mark("no file knows it"),
        "not_then": mark("no file speaks of the time of the events"),
    }
    return [t(said[code], address=one.carries) if code in said else code for code in one.warnings]


@click.command()
@click.argument("stores", metavar="CASE=DIR...", nargs=-1, required=True)
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def shared(stores: tuple[str, ...], rules: Path | None, language: str | None, as_json: bool) -> None:
    """Tell which identifiers stand in several cases: give each case you may see as NAME=DIR.

    The desk asks this with the rights of the person, and of cases of others tells only the unit and its head.
    """
    from comity.analysis.shared import shared as ask
    from comity.cli.output import print_json, print_table, words
    from comity.errors import InputError
    from comity.text.messages import say

    t = words(language)
    named: dict[str, Path] = {}
    for each in stores:
        name, equals, folder = each.partition("=")
        if not equals or not name or name in named:
            raise InputError(say("cases are given as NAME=DIR, each name once: {text}", text=each))
        named[name] = Path(folder)
    found = ask(named, rules)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            one.kind,
            one.value,
            one.provider or "",
            t("weak: many may use it") if one.is_weak else "",
            "; ".join(f"{place.case}: {place.events}" for place in one.cases),
        ]
        for one in found.identifiers
    ]
    print_table([t("kind"), t("value"), t("provider"), t("remarks"), t("case: events")], rows)
    click.echo(t.plural("{count} identifier in several cases", "{count} identifiers in several cases", count=len(rows)))


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--name", metavar="NAME", help="Look for this name; else all names are compared with all.")
@click.option("--threshold", type=click.FloatRange(0, 1), metavar="SHARE", help="The least score; else the measured threshold.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Candidates shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def names(
    folder: Path, name: str | None, threshold: float | None, rules: Path | None, limit: int, language: str | None, as_json: bool
) -> None:
    """Find names of a store that are alike across Cyrillic, Latin and Arabic script: candidates for you to judge, never a merge."""
    from comity.analysis.names.compare import THRESHOLD
    from comity.analysis.names.find import similar
    from comity.cli.output import print_json, print_table, words

    t = words(language)
    found = similar(folder, name=name, threshold=THRESHOLD if threshold is None else threshold, rules=rules)
    if as_json:
        print_json(found)
        return
    rows = []
    for one in found.candidates[:limit]:
        bearers = f"{_bearers(one.left)} | {_bearers(one.right)}"
        rows.append([one.likeness.score, one.likeness.left, one.likeness.right, bearers, ", ".join(_reasons(one.likeness, t))])
    print_table([t("score"), t("name"), t("other name"), t("at whom"), t("reasons")], rows)
    click.echo(
        t(
            "{shown} of {count} candidates from a score of {threshold} on; {names} names, {compared} comparisons, {left} groups too large",
            shown=min(limit, len(found.candidates)),
            count=len(found.candidates),
            threshold=found.threshold,
            names=found.names,
            compared=found.compared,
            left=found.left_out,
        )
    )


def _bearers(found: tuple[Bearer, ...]) -> str:
    return ", ".join(one.label for one in found[:3]) + (" …" if len(found) > 3 else "")


@click.command("compare-names")
@click.argument("left", metavar="NAME")
@click.argument("right", metavar="NAME")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def compare_names(left: str, right: str, language: str | None, as_json: bool) -> None:
    """Tell how alike two names are, part by part, with the reasons. Two equal names are still two people until something else says so."""
    from comity.analysis.names.compare import THRESHOLD, compare
    from comity.cli.output import print_json, print_table, words

    t = words(language)
    found = compare(left, right)
    if as_json:
        print_json({"threshold": THRESHOLD, "likeness": found})
        return
    print_table([t("name"), t("other name"), t("score"), t("how")], [[one.left, one.right, one.score, one.how] for one in found.pairings])
    verdict = t("a candidate") if found.is_candidate else t("no candidate")
    click.echo(t("score {score}, threshold {threshold}: {verdict}", score=found.score, threshold=THRESHOLD, verdict=verdict))
    for reason in _reasons(found, t):
        click.echo(f"- {reason}")


def _reasons(found: Likeness, t: Messages) -> list[str]:
    from comity.text.messages import mark

    said = {
        "other_script": mark("another script"),
        "other_order": mark("another order"),
        "patronymic_missing": mark("one has no patronymic"),
        "word_missing": mark("one has a word more"),
        "initials": mark("initials only"),
        "ending": mark("an ending was dropped"),
        "gender": mark("endings of a man and of a woman"),
        "one_word": mark("one word only"),
        "contradiction": mark("one part differs"),
    }
    return [t(said[code]) for code in found.reasons]


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--case", "case_file", type=_PATH, metavar="CASE.yaml", help="The case; what it names already is left out.")
@click.option("--from", "state", metavar="CC", help="State that asks, where no case file is given (ISO 3166-1, such as KG).")
@click.option("--in-words", is_flag=True, help="Look through the words of messages, too.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Count clocks from this day; else from the day of the case file.")
@click.option("--overlay", type=_PATH, metavar="DIR", help="A ministry's own knowledge files.")
@click.option("--out", type=_PATH, metavar="DIR", help="Write leads.yaml and a preservation case for each provider there.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Leads shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def leads(
    folder: Path,
    case_file: Path | None,
    state: str | None,
    in_words: bool,
    day: datetime | None,
    overlay: Path | None,
    out: Path | None,
    rules: Path | None,
    limit: int,
    language: str | None,
    as_json: bool,
) -> None:
    """Make leads of what a production newly names: provider, clock of retention, preservation; what the case knows is left out.

    With --out, a preservation request is one command: comity draft OUT/preservation-google.yaml --instrument pres_provider --out LETTERS
    """
    from comity.cli.output import print_json, words
    from comity.model.time import system_clock
    from comity.providers.catalog import Catalog
    from comity.routing.new_lead_files import write_files
    from comity.routing.new_leads import new_leads

    case = _case(case_file, state, system_clock())
    found = new_leads(folder, case, Catalog.open(overlay), on=day.date() if day else case.date, in_words=in_words, rules=rules)
    files = [str(path) for path in write_files(found.leads, case, out)] if out is not None else []
    if as_json:
        print_json({"new": found, "files": files})
    else:
        _show_leads(found, files, limit, words(language))


def _case(path: Path | None, state: str | None, now: datetime) -> CaseEntry:
    from comity.errors import InputError
    from comity.routing.case_file import read_entry
    from comity.routing.case_shape import CaseEntry
    from comity.text.messages import say

    if path is not None:
        return read_entry(path)
    if state is None or len(state) != 2 or not state.isalpha():
        raise InputError(say("say which State asks: give the case file, or --from with two letters after ISO 3166-1"), place="--from")
    return CaseEntry(requesting_state=state.upper(), date=now.date())


def _show_leads(found: NewLeads, files: list[str], limit: int, t: Messages) -> None:
    from comity.cli.output import print_table

    rows = []
    for one in found.leads[:limit]:
        gone = min((clock.last_gone_after for clock in one.clocks if clock.last_gone_after), default=None)
        port = f" :{one.port}" if one.port else ""
        moment = f"{one.at:%Y-%m-%d %H:%M}" if one.at else ""
        holder = t("of {holder}", holder=", ".join(one.known_holder)) if one.known_holder else ""
        named = [one.kind, f"{one.value}{port}", one.provider or "", one.events]
        rows.append([*named, moment, gone or "", one.preserved_until or "", holder])
    head = [
        t("kind"),
        t("value"),
        t("provider"),
        t("events"),
        t("moment, UTC"),
        t("may be gone after"),
        t("preserved until if asked"),
        t("remarks"),
    ]
    print_table(head, rows)
    click.echo(
        t(
            "{shown} of {count} new leads; the case knows {known} of what is named; {left} others are no leads",
            shown=min(limit, len(found.leads)),
            count=len(found.leads),
            known=len(found.known),
            left=sum(found.left_out.values()),
        )
    )
    if found.words_left:
        click.echo(t("texts that were not looked through: {count}", count=found.words_left), err=True)
    for path in files:
        click.echo(path)
