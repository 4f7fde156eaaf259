"""Look into whole block files and event logs: totals, tokens, clusters; build columns of a chain and follow money over them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from comity.chain.heuristic import Heuristic

_PATH = click.Path(path_type=Path)
_CHANGE = ["CHANGE-ONE-TIME", "CHANGE-FORM", "CHANGE-ROUND", "CHANGE-SMALLER"]
_NETWORKS = ["btc", "btc-test", "btc-regtest", "ltc"]


@click.group()
def command() -> None:
    """Look into whole block files and event logs: totals, tokens, clusters; build columns of a chain and follow money over them."""


@command.command()
@click.argument("paths", metavar="FILE...", type=_PATH, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def blocks(paths: tuple[Path, ...], as_json: bool) -> None:
    """Count blocks, transactions, inputs and outputs of the best chain, and hold every block against its Merkle root.

    FILE is a blk*.dat file of a node, one raw block, or a folder of either. Leaves with 3 when a block does not hold.
    """
    from comity.chain.bulk.summary import count_blocks
    from comity.cli.output import print_json, print_table, words

    totals = count_blocks(paths)
    if as_json:
        print_json(totals)
    else:
        t = words()
        print_table(
            [],
            [
                (t("blocks of the best chain"), totals.blocks),
                (t("transactions"), totals.transactions),
                (t("inputs"), totals.inputs),
                (t("outputs"), totals.outputs),
                (t("stale blocks"), totals.stale),
                (t("blocks found twice"), totals.doubled),
                (t("Merkle roots and work"), t("hold") if not totals.bad else t("DO NOT HOLD: {places}", places="; ".join(totals.bad))),
            ],
        )
    if totals.bad:
        raise SystemExit(3)


@command.command()
@click.argument("text", metavar="XPUB|FILE")
@click.option("--kind", type=click.Choice(["p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr", "evm"]), help="Kind of address; else that of the key.")
@click.option("--count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Addresses of each branch.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def wallet(text: str, kind: str | None, count: int, as_json: bool) -> None:
    """List the addresses of a wallet from its extended public key, or look for such keys in a file.

    Of a seed phrase or private key in a file only the place is told, never a word of it: seal the file at once.
    """
    from comity.chain.wallets.extended_key import ExtendedKey
    from comity.chain.wallets.indications import find_keys, find_secrets
    from comity.cli.output import print_json, print_table, words
    from comity.text.extract import extract

    content = extract(Path(text)).text if Path(text).is_file() else None
    keys = [ExtendedKey.read(text)] if content is None else [ExtendedKey.read(found.text) for found in find_keys(content)]
    rows = [
        {
            "key": key.fingerprint.hex(),
            "network": key.network,
            "kind": kind or key.kind,
            "branch": branch,
            "number": number,
            "address": address,
        }
        for key in keys
        for branch, number, address in key.addresses(count, kind)
    ]
    secrets = list(find_secrets(content)) if content is not None else []
    if as_json:
        print_json({"addresses": rows, "secrets": secrets})
        return
    t = words()
    print_table(
        [t("branch"), t("number"), t("address"), t("kind")], [(row["branch"], row["number"], row["address"], row["kind"]) for row in rows]
    )
    for one in secrets:
        place = t("a secret seems to stand at characters {start} to {end}: seal the file at once", start=one.start, end=one.end)
        click.echo(f"{place} ({one.kind}, {one.words})")


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--chain", type=click.Choice(["btc", "evm", "tron"]), required=True, help="Which chain.")
@click.option("--address", required=True, help="Whose.")
@click.option("--name", required=True, help="Who stands behind it.")
@click.option(
    "--kind",
    type=click.Choice(["exchange", "bridge", "mixer", "gambling", "swap", "darknet", "issuer", "frozen", "sanctioned"]),
    default="exchange",
    show_default=True,
    help="What a request can do there.",
)
@click.option("--source", required=True, help="What it rests on: the number of an answer, an exhibit.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the statement.")
def tag(folder: Path, chain: str, address: str, name: str, kind: str, source: str, day: datetime) -> None:
    """Keep a label of your own in DIR, as a TagPack: what an exchange confirmed is the best label there is."""
    from comity.chain.labels import DoorKind
    from comity.chain.tags.own_tags import OwnTag, write_own_tag

    click.echo(write_own_tag(folder, OwnTag(chain, address, name, DoorKind(kind), source, day.date())))


@command.command()
@click.argument("path", metavar="FILE.gs", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def graph(path: Path, as_json: bool) -> None:
    """List what a graph saved by GraphSense's dashboard holds: addresses, transactions, where somebody began, what they wrote.

    The transactions and addresses are what `comity trace` can begin with; the tags are labels when the file lies in the folder of --tags.
    """
    from comity.chain.graphsense.saved_graph import chain_of, read_graph
    from comity.cli.output import print_json, print_table, words
    from comity.errors import InputError
    from comity.text.messages import say

    try:
        found = read_graph(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(say("no such file or folder"), place=str(path)) from error
    begins = set(found.begins)
    rows = [
        {"kind": kind, "network": network, "chain": chain_of(network), "value": value, "is_begin": (network, value) in begins}
        for kind, listed in (("address", found.addresses), ("transaction", found.transactions))
        for network, value in listed
    ]
    if as_json:
        print_json({"form": found.form, "name": found.name, "things": rows, "notes": found.notes})
        return
    t = words()
    print_table([t("kind"), t("network"), t("value")], [(row["kind"], row["network"], row["value"]) for row in rows])
    for note in found.notes:
        click.echo(f"{note.address}: {note.label}" + (f" ({note.category}, {note.source})" if note.source else ""))


@command.command()
@click.argument("path", metavar="LOGS", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def tokens(path: Path, as_json: bool) -> None:
    """Add up the token transfers of event logs exactly; NFT transfers are kept apart."""
    from comity.chain.bulk.token_events import token_totals
    from comity.chain.trace_document import amount
    from comity.cli.output import print_json, print_table, words

    totals = token_totals(path)
    if as_json:
        rows = [{"contract": one.contract, "transfers": one.transfers, "sum": amount(one.total)} for one in totals.tokens]
        counts = {"nft_logs": totals.nft_logs, "other_logs": totals.other_logs, "unreadable": totals.unreadable}
        print_json({"tokens": rows, **counts})
        return
    t = words()
    print_table([t("contract"), t("transfers"), t("sum, base units")], [(one.contract, one.transfers, one.total) for one in totals.tokens])
    click.echo(t("NFT logs, not added up: {count}; logs of other events: {other}", count=totals.nft_logs, other=totals.other_logs))


@command.command()
@click.argument("paths", metavar="DIR|FILE...", type=_PATH, nargs=-1, required=True)
@click.option("--with-coinjoins", is_flag=True, help="Let CoinJoins join addresses too: a few of them glue everybody together.")
@click.option("--without", "undone", multiple=True, metavar="TXID", help="A transaction that shall join nobody: so a merge is undone.")
@click.option("--change", type=click.Choice(_CHANGE), multiple=True, help="Join senders with what this rule takes for their change, too.")
@click.option("--network", type=click.Choice(_NETWORKS), help="Whose addresses; else by the magic bytes, else btc.")
@click.option("--address", metavar="A", help="Of columns: show the cluster of this address, and what joined it.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Of columns: clusters, addresses and merges shown.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def clusters(
    paths: tuple[Path, ...],
    with_coinjoins: bool,
    undone: tuple[str, ...],
    change: tuple[str, ...],
    network: str | None,
    address: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Join addresses whose coins are spent together, CoinJoins apart; every merge names its transaction.

    Of block files everything is listed. Of a folder of `chain build`, whatever its size, the largest clusters, or that of one address.
    """
    if len(paths) == 1 and (paths[0] / "columns.json").is_file():
        _column_clusters(paths[0], with_coinjoins, undone, change, address, limit, as_json=as_json)
        return
    from comity.chain.bitcoin.address import NETWORKS
    from comity.chain.bulk.block_file import block_files, network_of
    from comity.chain.bulk.clusters import RULE, clusters_of
    from comity.chain.heuristic import heuristics
    from comity.cli.output import print_json, words

    files = block_files(paths)
    chosen = NETWORKS[network or network_of(files[0]) or "btc"]
    found = clusters_of(files, chosen, with_coinjoins=with_coinjoins, without=frozenset(undone), change=change)
    rules = [heuristics()[name] for name in (RULE, *change)]
    rule = rules[0]
    if as_json:
        print_json(
            {
                "clusters": found.clusters,
                "alone": found.alone,
                "merges": found.merges,
                "coinjoins": found.left_out,
                "alarms": found.alarms,
                "unknown_inputs": found.unknown,
                "rule": _said(rule),
                "rules": [_said(one) for one in rules],
            }
        )
        return
    t = words()
    tongue = "ru" if t.language.startswith("ru") else "en"
    click.echo(t("{count} clusters of two and more addresses; {alone} addresses alone", count=len(found.clusters), alone=found.alone))
    for group in found.clusters[:20]:
        click.echo(f"  {len(group)}: {', '.join(group[:4])}{' …' if len(group) > 4 else ''}")
    click.echo(
        t("CoinJoins left out: {count}; inputs whose coin is not in the files: {unknown}", count=len(found.left_out), unknown=found.unknown)
    )
    for alarm in found.alarms:
        click.echo(
            t("ALARM: {txid} joins clusters of {sizes} addresses: look at it before you rely on it", txid=alarm.txid, sizes=alarm.sizes)
        )
    for one in rules:
        click.echo(f"{one.id}: {one.describes[tongue]} {t('errors: {rate}', rate=one.error_rate[tongue])}")


def _column_clusters(
    folder: Path, with_coinjoins: bool, undone: tuple[str, ...], change: tuple[str, ...], address: str | None, limit: int, *, as_json: bool
) -> None:
    from comity.chain.bulk.built_chain import BuiltChain
    from comity.chain.bulk.clusters import RULE
    from comity.chain.bulk.column_clusters import clusters_of_columns
    from comity.chain.heuristic import heuristics
    from comity.cli.output import print_json, words
    from comity.errors import InputError
    from comity.text.messages import say

    if change:
        raise InputError(say("change rules read block files, not columns"), place="--change", hint=say("name the block files"))
    chain = BuiltChain.open(folder)
    found = clusters_of_columns(chain, address=address, without=undone, with_coinjoins=with_coinjoins, limit=limit)
    rule = heuristics()[RULE]
    if as_json:
        counts = {"sizes": found.sizes, "count": found.count, "alone": found.alone, "coinjoin_count": found.coinjoins}
        said = _said(rule)
        print_json({"clusters": found.clusters, **counts, "merges": found.merges, "alarms": found.alarms, "rule": said, "rules": [said]})
        return
    t = words()
    click.echo(t("{count} clusters of two and more addresses; {alone} addresses alone", count=found.count, alone=found.alone))
    for group, size in zip(found.clusters, found.sizes, strict=True):
        click.echo(f"  {size}: {', '.join(group[:4])}{' …' if size > 4 else ''}")
    for merge in found.merges:
        click.echo("  " + t("joined by {txid} ({rule}); undo it with --without {txid}", txid=merge.txid, rule=merge.rule))
    for alarm in found.alarms[:limit]:
        click.echo(
            t("ALARM: {txid} joins clusters of {sizes} addresses: look at it before you rely on it", txid=alarm.txid, sizes=alarm.sizes)
        )
    tongue = "ru" if t.language.startswith("ru") else "en"
    click.echo(f"{rule.id}: {rule.describes[tongue]} {t('errors: {rate}', rate=rule.error_rate[tongue])}")


def _said(rule: Heuristic) -> dict[str, object]:
    return {
        "id": rule.id,
        "class": rule.kind,
        "describes": rule.describes["en"],
        "error_rate": rule.error_rate["en"],
        "source": rule.source,
    }


@command.command()
@click.argument("paths", metavar="FILE...", type=_PATH, nargs=-1, required=True)
@click.option("--out", "folder", type=_PATH, required=True, help="Folder for the columns.")
@click.option("--network", type=click.Choice(_NETWORKS), help="Whose addresses; else by the magic bytes, else btc.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def build(paths: tuple[Path, ...], folder: Path, network: str | None, as_json: bool) -> None:
    """Build columns of a whole chain from block files: what `chain coins` and `chain taint` read, in milliseconds, on one machine.

    Memory does not grow with the chain; the columns need about a sixth of the room of the block files. The files must stay where they are.
    """
    from comity.chain.bulk.build import build as build_columns
    from comity.cli.output import print_json, print_table, words

    chain = build_columns(paths, folder, network)
    columns = chain.columns
    counts = {
        "blocks": len(chain.blocks),
        "transactions": columns.transactions,
        "inputs": len(columns.previous),
        "outputs": len(columns.values),
        "addresses": columns.addresses,
        "bytes": sum(path.stat().st_size for path in folder.glob("*.bin")),
    }
    if as_json:
        print_json({"folder": str(folder), "network": chain.network.name, **counts})
        return
    t = words()
    labels = (t("blocks of the best chain"), t("transactions"), t("inputs"), t("outputs"), t("addresses"), t("bytes of columns"))
    print_table([], list(zip(labels, counts.values(), strict=True)))


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def coins(folder: Path, address: str, as_json: bool) -> None:
    """List every coin that an address received, and what spent it. DIR is a folder of `chain build`."""
    from comity.chain.bulk.built_chain import BuiltChain
    from comity.cli.output import print_json, print_table, words

    chain = BuiltChain.open(folder)
    rows = []
    for output in chain.columns.coins_of(chain.address(address)).tolist():
        coin, spender = chain.coin(output), int(chain.columns.spender[output])
        rows.append((coin, chain.txid(spender) if spender >= 0 else None))
    received, unspent = sum(coin.value for coin, _ in rows), sum(coin.value for coin, spent_by in rows if spent_by is None)
    if as_json:
        listed = [
            {"txid": coin.txid, "vout": coin.vout, "value": coin.value, "block": coin.block, "at": coin.at, "spent_by": spent_by}
            for coin, spent_by in rows
        ]
        print_json({"address": address, "coins": listed, "received": received, "unspent": unspent})
        return
    t = words()
    print_table(
        [t("coin"), t("base units"), t("block time"), t("spent by")],
        [(f"{coin.txid}:{coin.vout}", coin.value, coin.at.isoformat(), spent_by or "") for coin, spent_by in rows],
    )
    click.echo(t("received {received}, unspent in these files {unspent}", received=received, unspent=unspent))


@command.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--tx", "seeds", metavar="ID[:VOUT]", multiple=True, required=True, help="Where to begin: all outputs, or one.")
@click.option("--policy", "policies", type=click.Choice(["fifo", "haircut", "poison"]), multiple=True, help="Else all three, side by side.")
@click.option("--hops", type=click.IntRange(0), help="Transactions after the seed at most.")
@click.option(
    "--min-value", type=click.IntRange(1), default=1, show_default=True, help="Tainted base units below which a coin is not followed."
)
@click.option("--through-coinjoin", is_flag=True, help="Pass CoinJoins instead of ending there.")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, help="How many resting places to show: the largest.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def taint(
    folder: Path,
    seeds: tuple[str, ...],
    policies: tuple[str, ...],
    hops: int | None,
    min_value: int,
    through_coinjoin: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Follow coins over the columns of a whole chain, and list where they rest. DIR is a folder of `chain build`."""
    from comity.chain.bulk.built_chain import BuiltChain
    from comity.chain.bulk.column_taint import POLICIES, follow
    from comity.chain.bulk.taint_document import resting_places, seed_outputs
    from comity.cli.output import print_json, print_table, words

    chain = BuiltChain.open(folder)
    begun = seed_outputs(chain, seeds)
    document: dict[str, object] = {}
    t = words()
    for policy in policies or POLICIES:
        flow = follow(chain.columns, begun, policy, hops=hops, minimum=min_value, through_coinjoin=through_coinjoin)
        places = resting_places(chain, flow, limit)
        document[policy] = {
            "seeded": flow.seeded,
            "fees": flow.fees,
            "left_over": flow.left_over,
            "transactions": flow.transactions,
            "is_whole": flow.is_whole,
            "touched": len(flow.outputs),
            "rests": places,
        }
        if not as_json:
            sums = {"seeded": flow.seeded, "fees": flow.fees, "count": flow.transactions}
            click.echo(t("{policy}: {seeded} base units, {fees} of them lost to fees, {count} transactions", policy=policy, **sums))
            headings = [t("coin"), t("address"), t("tainted"), t("of"), t("hops"), t("state")]
            print_table(headings, [(f"{one['txid']}:{one['vout']}", *list(one.values())[2:7]) for one in places])
    if as_json:
        print_json({"parameters": {"hops": hops, "min_value": min_value, "through_coinjoin": through_coinjoin}, "policies": document})
