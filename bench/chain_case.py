"""A case of 5,000 transfers on TRON, from a wallet to filled freeze and disclosure requests, in one command, over the simulated server.

The command runs as its user runs it: a process of its own, over HTTP, every cited payment held against its receipt, reports and letters
written. Counted are CPU seconds of the command (the server is another thread of this process and is not counted) and the clock beside.
`COMITY_BENCH_TRANSFERS` sets the transfers.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

from bench.harness import promise
from comity.chain.sources.trongrid import USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account

_UNIT = 1_000_000
_MULES, _EXCHANGES = 120, 3


def laundered(transfers: int) -> AccountLedger:
    """Make a ledger: victims pay one wallet, which pays mules, which pay each other and deposit addresses that exchanges empty."""
    chance = random.Random(7)
    ledger = AccountLedger(USDT, opening={"victim": 10**9 * _UNIT})
    held = dict.fromkeys([f"mule {number}" for number in range(_MULES)], 0)
    for name in held:
        amount = chance.randint(20_000, 60_000) * _UNIT
        ledger.pay("victim", "wallet", amount)
        ledger.pay("wallet", name, amount)
        held[name] += amount
    deposits = [f"deposit {number}" for number in range(4 * _EXCHANGES)]
    waiting = dict.fromkeys(deposits, 0)
    while len(ledger.transactions) < transfers - len(deposits):
        payer = chance.choice([name for name, amount in held.items() if amount > 100 * _UNIT])
        amount = chance.randint(1, max(1, held[payer] // 20))
        target = chance.choice(deposits) if chance.random() < 0.2 else chance.choice(list(held))
        ledger.pay(payer, target, amount)
        held[payer] -= amount
        (waiting if target in waiting else held)[target] += amount
    for number, (name, amount) in enumerate(waiting.items()):
        if amount:
            ledger.pay(name, f"exchange {number % _EXCHANGES}", amount)
    return ledger


def main() -> None:
    """Measure."""
    transfers = int(os.environ.get("COMITY_BENCH_TRANSFERS", "5000"))
    ledger = laundered(transfers)
    names = ("Binance", "Kraken", "Bybit")
    samples = files("comity") / "samples" / "worked-case"
    with tempfile.TemporaryDirectory() as folder, TronGridServer(ledger).serving() as served:
        tags, rates = Path(folder) / "tags.yaml", Path(folder) / "rates.csv"
        rows = "".join(f"- {{address: {tron_account(f'exchange {number}')}, label: {name}}}\n" for number, name in enumerate(names))
        tags.write_text(f"title: made up\ncategory: exchange\ntags:\n{rows}", encoding="utf-8")
        rates.write_text("day,currency,rate,source\n2026-01-01,USD,1.0,made up for a measurement\n", encoding="utf-8")
        program = [str(Path(sys.executable).with_name("comity")), "trace", "--chain", "tron", "--source", f"trongrid+{served.address}"]
        asked = ["--address", tron_account("wallet"), "--tags", str(tags), "--rates", str(rates)]
        asked += ["--case", str(samples / "case.yaml"), "--answers", str(samples / "answers.yaml")]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run([*program, *asked, "--out", str(Path(folder) / "out"), "--json"], check=True, capture_output=True, text=True)
        clock, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        document = json.loads(done.stdout)
        letters = [path for path in document["requests"] if path.endswith((".docx", ".pdf"))]
        checked = subprocess.run([sys.executable, str(Path(document["proof_pack"]) / "verify.py")], check=False, capture_output=True)
    print(f"{len(ledger.transactions):,} transfers; {len(document['edges']):,} payments in the trace; {len(letters)} letters")
    left = sorted({field for row in document["to_complete"] for field in row["missing"]})
    print(f"left to a person, of {len(document['to_complete'])} requests: {', '.join(left) or 'nothing'}")
    promise("payments of the trace", len(document["edges"]), at_least=transfers * 0.9)
    promise("letters: a freeze and a disclosure to each exchange, a freeze to the issuer; two formats", len(letters), at_least=14)
    promise("exit code of the proof pack's own program", checked.returncode, at_most=0)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    promise("CPU seconds from wallet to requests", cpu, at_most=60)
    print(f"seconds by the clock, on whatever machine this was: {clock:.1f}")


if __name__ == "__main__":
    main()
