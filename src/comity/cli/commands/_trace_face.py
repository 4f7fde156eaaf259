"""What `comity trace` tells people: doors, what was seen on the way, rules, requests."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.desk.steps.follow_money import Followed
    from comity.text.messages import Messages


def show(followed: Followed, t: Messages) -> None:
    """Tell of a trace."""
    from comity.chain.heuristic import heuristics
    from comity.chain.trace_document import rules_used
    from comity.cli.output import print_table

    document, traced = followed.document, followed.traced
    unit, policies = traced.symbol, traced.order.policies
    click.echo(t("Amounts in {unit}. Below each policy: what it says by its own rule; the payments themselves are facts.", unit=unit))
    click.echo(t("Doors"))
    head = [t("kind"), *policies, t("known by"), t("address"), t("name")]
    print_table(head, [_door_line(door, followed) for door in document["doors"]], indent=2)
    for door in document["doors"]:
        for via in door["via"]:
            line = t(
                "perhaps a deposit address at {name}: {deposit}, emptied into {wallet}",
                name=door["name"],
                deposit=via["deposit_address"],
                wallet=via["swept_into"],
            )
            click.echo(f"  {line} ({via['rule']}, {via['txid']})")
    for line in _crossings(document["doors"], t):
        click.echo(f"  {line}")
    click.echo(t("Payments: {count}; newest block: {tip}", count=len(document["edges"]), tip=document["tip"]))
    for stop in document["stopped"]:
        click.echo("  " + t("cut at {where}: {why}", where=stop["where"], why=stop["why"]))
    for line in _observed(document["observations"], t):
        click.echo(line)
    click.echo(t("Rules"))
    for rule in (heuristics()[name] for name in rules_used(traced)):
        language = "ru" if t.language.startswith("ru") else "en"
        print_table(
            [], [(rule.id, rule.kind, rule.describes[language]), ("", "", t("errors: {rate}", rate=rule.error_rate[language]))], indent=2
        )
    for line in _requests(followed, t):
        click.echo(line)
    for note in traced.notes:
        click.echo(t("note: {note}", note=t.of(note)))
    for path in followed.reports:
        click.echo(t("Report: {path}", path=path))
    click.echo(
        t("Proofs: {pack}; check them with: python3 {program}", pack=document["proof_pack"], program=f"{document['proof_pack']}/verify.py")
    )


def _door_line(door: dict[str, Any], followed: Followed) -> list[str]:
    from comity.chain.trace import as_units

    traced = followed.traced
    shares = [as_units(Fraction(door["value"][policy]), traced.decimals) for policy in traced.order.policies]
    return [door["kind"], *shares, door["rule"] or door["class"], door["address"] or "-", door["name"]]


def _crossings(doors: list[dict[str, Any]], t: Messages) -> Iterator[str]:
    """Say where the trail crosses to another asset or chain, and what is known of the other side."""
    for door in doors:
        if not door["crosses"]:
            continue
        onward = [one for crossing in door["crossings"] for one in crossing["onward"]]
        for one in onward:
            words = {name: one[name] or t("unknown") for name in ("value", "asset", "recipient", "chain", "memo")}
            if one["chain"] or one["memo"]:
                chain = one["chain"] or one["memo"]
                yield t("the trail crosses here to {chain}: {value} base units to {recipient}", **(words | {"chain": chain}))
            else:
                yield t("the trail crosses here: {value} base units of {asset} to {recipient}", **words)
        if not onward:
            yield t("the trail crosses here: {name}; what came out on the other side cannot be read", name=door["name"])


def _observed(seen: dict[str, Any], t: Messages) -> Iterator[str]:
    """Say what was seen beside the amounts, each with its transactions."""
    for group in seen["groups"]:
        names = f" [{', '.join(group['names'])}]" if group["names"] else ""
        yield t("perhaps one holder: {addresses}", addresses=", ".join(group["addresses"])) + names
        for join in group["joins"]:
            yield "  " + t("joined by {txid} ({rule}); undo it with --without {txid}", txid=join["txid"], rule=join["rule"])
    for alarm in seen["alarms"]:
        yield t("ALARM: {txid} joins what may not belong together: {names}", txid=alarm["txid"], names=", ".join(alarm["names"]) or "-")
    for chain in seen["peel_chains"]:
        yield t("peel chain of {count} payments: {links}", count=len(chain["links"]), links=" → ".join(chain["links"]))
    for one in seen["shared_deposits"]:
        yield t("{count} addresses paid into {deposit} at {name}", count=len(one["payers"]), deposit=one["deposit"], name=one["service"])
    for one in seen["hypotheses"]:
        yield t("hypothesis after {name}: {count} payments out of it fit; none is followed", name=one["name"], count=one["count"])
        for row in one["candidates"][:5]:
            yield f"  ? {row['txid']}{'' if row['index'] is None else ':' + str(row['index'])} → {row['address'] or '-'}  {row['value']}"


def _requests(followed: Followed, t: Messages) -> Iterator[str]:
    for written in followed.written:
        yield t("Request to {name}: {path}", name=written.addressee, path=written.paths[0])
        fields = ", ".join(written.missing)
        if written.is_refused:
            yield "  " + t("not final, refused: {fields}", fields=fields)
        elif fields:
            yield "  " + t("to be completed: {fields}", fields=fields)
