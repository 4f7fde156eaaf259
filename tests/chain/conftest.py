"""What the tests of the trace command share."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from comity.cli.main import run
from comity.training.counterparts.ledgers.coin_chain import CoinChain

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "commands"


class Program:
    """Runs the program in this process, as the command line does."""

    def __init__(self, capfd, folder):
        self.capfd, self.folder = capfd, folder

    def __call__(self, *arguments):
        try:
            code = run([str(one) for one in arguments])
        except SystemExit as left:
            code = left.code
        told = self.capfd.readouterr()
        return code, told.out, told.err

    def json(self, *arguments):
        code, out, err = self(*arguments, "--json")
        assert code == 0, err
        document = json.loads(out)
        name = "trace" if arguments[0] == "trace" else f"chain-{arguments[1]}"
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert [f"{list(one.instance_path)}: {one.message}" for one in jsonschema_rs.validator_for(schema).iter_errors(document)] == []
        return document


@pytest.fixture
def comity(capfd, tmp_path):
    return Program(capfd, tmp_path)


@pytest.fixture
def theft():
    """A chain with a theft: 600 clean and 400 stolen are spent together, the exchange gets 880 of the thief's 900."""
    chain = CoinChain()
    clean, stolen = chain.fund("clean", 600), chain.fund("victim", 400)
    spent = chain.send([(clean, 0), (stolen, 0)], ("thief", 900), ("change", 90))
    chain.send([(spent, 0)], ("exchange", 880))
    return chain
