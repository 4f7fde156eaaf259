"""Follow crypto-assets from a transaction or an address to doors one can knock on, with proofs.

The doors are labelled addresses (exchanges, issuers, bridges, mixers and the like). FIFO, haircut and poison stand side by side; what is
a fact of the ledger, a heuristic, or a tag is said of every line.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from comity.chain.trace import Order, Seed

_FOLDER = click.Path(path_type=Path)


@click.command()
@click.option("--chain", type=click.Choice(["btc", "evm", "tron"]), required=True, help="Which chain.")
@click.option("--source", "address", metavar="URL|DIR", required=True, help="Where its data is: a server, or recorded answers.")
@click.option("--tx", "transactions", multiple=True, metavar="ID[:VOUT]", help="Begin with a transaction, or one output of it.")
@click.option("--address", "addresses", multiple=True, metavar="A", help="Begin with all that an address received.")
@click.option("--wallet", "wallets", multiple=True, metavar="XPUB", help="Begin with all that a wallet received (Bitcoin).")
@click.option(
    "--victim", "persons", multiple=True, metavar="NAME=ID[:VOUT]", help="A person's payment to begin with; losses are told apart."
)
@click.option("--direction", type=click.Choice(["forward", "backward"]), default="forward", show_default=True, help="Where to look.")
@click.option("--asset", metavar="CONTRACT", help="Token contract, or BTC, ETH, TRX; else BTC, and USDT on account chains.")
@click.option("--policy", "policies", multiple=True, type=click.Choice(["fifo", "haircut", "poison"]), help="Taint policy; else all.")
@click.option("--hops", type=click.IntRange(0), metavar="N", help="Transactions after the seed; else no limit.")
@click.option("--min-value", default="0", metavar="V", help="Tainted base units below which a payment is not followed.")
@click.option("--max-value", metavar="V", help="Tainted base units above which a payment is not followed.")
@click.option("--since", metavar="TIME", help="Do not follow payments before (UTC, 2026-01-31 or 2026-01-31T12:00:00Z).")
@click.option("--until", metavar="TIME", help="Do not follow payments after; a day counts whole.")
@click.option("--join", "joins", multiple=True, metavar="RULE", help="Group addresses by this rule too (CHANGE-…, DEPOSIT-REUSE).")
@click.option("--without", multiple=True, metavar="ID", help="Let this transaction join no addresses.")
@click.option("--through-coinjoin", is_flag=True, help="Pass CoinJoins instead of ending there.")
@click.option("--tags", type=_FOLDER, multiple=True, metavar="DIR", help="Labels: TagPacks, sanctioned addresses, saved graphs, own tags.")
@click.option("--ask-labels", "teller", metavar="URL", help="Ask this interface who stands behind each address (graphsense+https://…).")
@click.option(
    "--case", "case_file", type=_FOLDER, metavar="CASE.yaml", help="Case file that fills the requests; else it stays as questions."
)
@click.option("--answers", type=_FOLDER, metavar="FILE", help="Answers to the questions, together with --case.")
@click.option("--rates", type=_FOLDER, metavar="CSV", help="What a unit was worth: day, currency, rate, source.")
@click.option("--letters", metavar="TAG", default="en", show_default=True, help="Language of the requests.")
@click.option("--final", is_flag=True, help="Refuse (exit code 1) letters in which anything is missing.")
@click.option("--overlay", type=_FOLDER, metavar="DIR", help="A ministry's own knowledge files.")
@click.option("--lang", "tag", metavar="TAG", help="Language of the words to you.")
@click.option("--out", type=_FOLDER, required=True, metavar="DIR", help="Folder for the result and its proofs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    *,
    tags: tuple[Path, ...],
    out: Path,
    address: str,
    tag: str | None,
    as_json: bool,
    case_file: Path | None,
    answers: Path | None,
    rates: Path | None,
    letters: str,
    final: bool,
    overlay: Path | None,
    persons: tuple[str, ...],
    teller: str | None,
    transactions: tuple[str, ...],
    **asked: Any,
) -> None:
    """Follow crypto-assets from a transaction or an address to doors one can knock on, with proofs.

    The source is not believed: every transaction is held against its own bytes, its Merkle branch and the work of its block, and a
    source that contradicts itself ends the trace with exit code 3. `python3 DIR/proof-pack/verify.py` checks the result offline.
    """
    from comity.cli.commands._trace_face import show
    from comity.cli.output import print_json, words
    from comity.desk.steps.ask_the_doors import Asking
    from comity.desk.steps.door_deposits import read_rates
    from comity.desk.steps.follow_money import follow_money

    asking = Asking(case_file, letters, read_rates(rates) if rates else None, overlay, final, answers)
    victims = _victims(persons, asked["direction"])
    begun = (*transactions, *(str(seed) for seeds in victims.values() for seed in seeds))
    followed = follow_money(_order(transactions=begun, **asked), address, tags, out, asking, victims, teller)
    if as_json:
        print_json(followed.document)
    else:
        show(followed, words(tag))
    if any(written.is_refused for written in followed.written):
        raise SystemExit(1)


def _victims(persons: tuple[str, ...], direction: str) -> dict[str, tuple[Seed, ...]]:
    from comity.chain.trace import seed_of
    from comity.errors import InputError
    from comity.text.messages import say

    if persons and direction != "forward":
        raise InputError(say("losses are followed forward"), place="--victim", hint=say("leave out --direction, or begin with --tx"))
    found: dict[str, tuple[Seed, ...]] = {}
    for text in persons:
        name, sign, payment = text.partition("=")
        if not sign or not name.strip():
            hint = say("write it as NAME=TRANSACTION or NAME=TRANSACTION:OUTPUT")
            raise InputError(say("no person's payment: {text}", text=text), place="--victim", hint=hint)
        found[name.strip()] = (*found.get(name.strip(), ()), seed_of(transaction=payment))
    return found


def _order(
    *,
    chain: str,
    transactions: tuple[str, ...],
    addresses: tuple[str, ...],
    wallets: tuple[str, ...],
    direction: str,
    asset: str | None,
    policies: tuple[str, ...],
    hops: int | None,
    min_value: str,
    max_value: str | None,
    since: str | None,
    until: str | None,
    joins: tuple[str, ...],
    without: tuple[str, ...],
    through_coinjoin: bool,
) -> Order:
    from comity.chain.flow import Limits
    from comity.chain.groups import JOINS
    from comity.chain.trace import POLICIES, Direction, Order, Seed, moment_of, seed_of
    from comity.errors import InputError
    from comity.text.messages import say

    seeds = [seed_of(transaction=text) for text in transactions] + [seed_of(address=text) for text in addresses]
    seeds += [Seed(wallet=text) for text in wallets]
    if not seeds:
        raise InputError(say("nothing to begin with"), hint=say("give --tx, --victim, --address or --wallet"))
    unknown = [rule for rule in joins if rule not in JOINS]
    if unknown:
        raise InputError(say("no such rule: {text}", text=unknown[0]), place="--join", hint=", ".join(JOINS))
    limits = Limits(
        hops,
        _amount(min_value, "--min-value"),
        through_coinjoin,
        maximum=_amount(max_value, "--max-value") if max_value is not None else None,
        since=moment_of(since, "--since") if since else None,
        until=moment_of(until, "--until", is_end=True) if until else None,
    )
    counted = tuple(dict.fromkeys(policies)) or tuple(POLICIES)
    return Order(chain, tuple(seeds), Direction(direction), asset, counted, limits, tuple(dict.fromkeys(joins)), without)


def _amount(text: str, option: str) -> Fraction:
    from comity.errors import InputError
    from comity.text.messages import say

    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        hint = say("base units: satoshi, wei, sun, millionths of USDT")
        raise InputError(say("is no amount: {text}", text=text), place=option, hint=hint) from error
