"""Think about what came back: who is who, who spoke with whom, when, where with whom, whose the addresses are, and what is new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.commands._analyse_outside import compare_names, holders, leads, names, shared
from comity.cli.commands._analyse_questions import contacts, hours, shown_label, together

if TYPE_CHECKING:
    from comity.analysis.entities.values import Entity, Merge, Resolution, Row
    from comity.text.messages import Messages

_PATH = click.Path(path_type=Path)
_SHOWN = 20


@click.group()
def command() -> None:
    """Think about what came back: entities, contacts, meetings, hours, holders of addresses, names, and new leads.

    DIR is always a store that `comity read` made. An entity is named by its id (e-...), by the key of one of its identifiers
    (phone:+77010000001) or by a value that only one has. Everything is a question to the records: nothing is changed but the file of an
    analyst's decisions, which lies beside the store.
    """


for _one in (contacts, hours, together, holders, shared, names, compare_names, leads):
    command.add_command(_one)


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--of", "name", metavar="NAME", help="Only this entity, with all its merges and suggestions.")
@click.option("--merge", "merge_id", metavar="ID", help="Every record that one merge or suggestion rests on.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Entities shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def entities(
    folder: Path, name: str | None, merge_id: str | None, rules: Path | None, limit: int, language: str | None, as_json: bool
) -> None:
    """Resolve accounts, numbers, mailboxes, devices, SIMs, wallets and people, each merge with its reason and its records.

    Only strong identifiers join; what is weaker is suggested to you. Take a merge back, or make one, with `comity analyse decide`.
    """
    from comity.analysis.entities.resolve import resolve, rows_of
    from comity.cli.output import print_json, words

    t = words(language)
    found = resolve(folder, rules)
    if merge_id is not None:
        rows = rows_of(folder, merge_id, rules)
        if as_json:
            print_json({"merge": merge_id, "rows": rows})
        else:
            _show_rows(rows, t)
        return
    if name is not None:
        found = _only(found, name)
    if as_json:
        print_json(found)
    else:
        _show(found, limit, t, whole=name is not None)


def _only(found: Resolution, name: str) -> Resolution:
    import msgspec

    from comity.analysis.entities.members import nobody

    entity = found.entity_of(name)
    if entity is None:
        raise nobody(name)
    keys = {node.key for node in entity.nodes}
    return msgspec.structs.replace(
        found,
        entities=(entity,),
        merges=tuple(one for one in found.merges if {one.left, one.right} & keys),
        suggestions=tuple(one for one in found.suggestions if {one.left, one.right} & keys),
    )


def _show(found: Resolution, limit: int, t: Messages, *, whole: bool) -> None:
    from comity.cli.output import print_table

    rows = [[one.id, one.kind, _label(one, t), one.events, _day(one), ", ".join(_others(one))] for one in found.entities[:limit]]
    print_table([t("entity"), t("kind"), t("named by"), t("events"), t("from – to"), t("further identifiers and names")], rows)
    if len(found.entities) > limit:
        click.echo(t("{shown} of {count} entities; raise --limit", shown=limit, count=len(found.entities)))
    if whole:
        print_table(
            [t("merge"), t("state"), t("identifiers"), t("records"), t("why")],
            [_merge(one, t) for one in (*found.merges, *found.suggestions)],
        )
    counts = {state: sum(one.state == state for one in found.merges) for state in ("merged", "undone", "held_apart")}
    click.echo(
        t(
            "{merged} merges, {suggested} suggestions, {undone} undone, {apart} held apart; {decisions} decisions of analysts",
            merged=counts["merged"],
            suggested=len(found.suggestions),
            undone=counts["undone"],
            apart=counts["held_apart"],
            decisions=found.decisions,
        )
    )
    if found.stale:
        click.echo(t("decisions about identifiers that this store does not hold: {ids}", ids=", ".join(found.stale)), err=True)


def _label(entity: Entity, t: Messages) -> str:
    provider = entity.nodes[0].provider
    return f"{entity.label} ({provider})" if provider else shown_label(entity.label, t)


def _others(entity: Entity) -> list[str]:
    return [node.key for node in entity.nodes[1:]] + [f"«{name}»" for name in dict.fromkeys(one.name for one in entity.names)]


def _day(entity: Entity) -> str:
    return f"{entity.first:%Y-%m-%d} – {entity.last:%Y-%m-%d}" if entity.first and entity.last else ""


def _merge(one: Merge, t: Messages) -> list[object]:
    from comity.text.messages import mark

    states = {
        "merged": mark("merged"),
        "suggested": mark("suggested only"),
        "undone": mark("taken back"),
        "held_apart": mark("held apart"),
    }
    because = {
        "limit": mark("it stands at too many: it identifies nobody"),
        "shared": mark("many use it, or nobody in particular"),
    }
    parts = [one.why.get(t.language, one.why["en"])]
    parts += [t(because[one.because])] if one.because else []
    parts += [t("{name}: {why}", name=one.by, why=one.why.get("said", ""))] if one.by else []
    return [one.id, t(states[one.state]), f"{one.left} = {one.right}", one.records, "; ".join(parts)]


def _show_rows(rows: tuple[Row, ...], t: Messages) -> None:
    from comity.cli.output import print_table

    print_table([t("event"), t("place"), t("file")], [[one.event_id, one.locator, one.member_path] for one in rows])


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.argument("action", type=click.Choice(["merge", "split", "reject", "name", "undo"]))
@click.argument("left", metavar="KEY|ID")
@click.argument("right", metavar="[KEY|NAME]", default="")
@click.option("--who", required=True, metavar="NAME", help="Who decides.")
@click.option("--why", required=True, metavar="TEXT", help="Why; both are kept with the decision.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def decide(folder: Path, action: str, left: str, right: str, who: str, why: str, language: str | None, as_json: bool) -> None:
    """Decide about entities: merge two identifiers, split them, reject a merge (m-...), name a person, or undo a decision (d-...).

    Decisions are added to decisions.jsonl beside the store and never removed; reading anew applies them again.
    """
    from comity.analysis.entities.decisions import decide as write
    from comity.cli.output import print_json, words
    from comity.model.time import system_clock

    t = words(language)
    made = write(folder, action, left, right, who=who, why=why, at=system_clock())  # type: ignore[arg-type]  # click has checked the word
    if as_json:
        print_json({"decision": made})
    else:
        click.echo(t("written: {id}", id=made.id))


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def decisions(folder: Path, language: str | None, as_json: bool) -> None:
    """List what analysts decided about entities, with who, when and why, and which decisions are in force."""
    from comity.analysis.entities.decisions import in_force, read_decisions
    from comity.cli.output import print_json, print_table, words

    t = words(language)
    found = read_decisions(folder)
    standing = {one.id for one in in_force(found)}
    if as_json:
        print_json({"decisions": found, "in_force": sorted(standing)})
        return
    rows = [
        [
            one.id,
            f"{one.at:%Y-%m-%d %H:%M} UTC",
            one.who,
            one.action,
            t("yes") if one.id in standing else t("no"),
            f"{one.left} {one.right}: {one.why}",
        ]
        for one in found
    ]
    print_table([t("decision"), t("time"), t("who"), t("what"), t("in force"), t("about what, and why")], rows)
