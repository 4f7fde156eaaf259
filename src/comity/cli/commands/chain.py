"""Look into whole block files and event logs: totals, tokens, clusters of addresses."""

from __future__ import annotations

from pathlib import Path

import click

_PATH = click.Path(path_type=Path)


@click.group()
def command() -> None:
    """Look into whole block files and event logs: totals, tokens, clusters of addresses."""


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
@click.option(
    "--network", type=click.Choice(["btc", "btc-test", "btc-regtest", "ltc"]), help="Whose addresses; else by the magic bytes, else btc."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def clusters(paths: tuple[Path, ...], with_coinjoins: bool, undone: tuple[str, ...], network: str | None, as_json: bool) -> None:
    """Join addresses whose coins are spent together, CoinJoins apart; every merge names its transaction."""
    from comity.chain.bitcoin.address import NETWORKS
    from comity.chain.bulk.block_file import block_files, network_of
    from comity.chain.bulk.clusters import RULE, clusters_of
    from comity.chain.heuristic import heuristics
    from comity.cli.output import print_json, words

    files = block_files(paths)
    chosen = NETWORKS[network or network_of(files[0]) or "btc"]
    found = clusters_of(files, chosen, with_coinjoins=with_coinjoins, without=frozenset(undone))
    rule = heuristics()[RULE]
    if as_json:
        print_json(
            {
                "clusters": found.clusters,
                "alone": found.alone,
                "merges": found.merges,
                "coinjoins": found.left_out,
                "alarms": found.alarms,
                "unknown_inputs": found.unknown,
                "rule": {"id": rule.id, "class": rule.kind, "describes": rule.describes["en"], "error_rate": rule.error_rate["en"]},
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
    click.echo(f"{rule.id}: {rule.describes[tongue]} {t('errors: {rate}', rate=rule.error_rate[tongue])}")
