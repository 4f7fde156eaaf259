"""The lint: a run over a complete draft, drafts a minute on one core, a careless draft with many findings, and opening the rules."""

from __future__ import annotations

from dataclasses import replace

from bench.harness import promise, rate
from comity.drafting.lint.check import Linter
from comity.drafting.lint.example_drafts import complete_draft, names
from comity.drafting.lint.expression.language import Language
from comity.drafting.lint.rule_book import RuleBook
from comity.drafting.lint.vocabulary import functions
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target

LETTER = (
    "To the Department of Justice. On 14 March 2026 at 10:15:02 the account @example_handle (example.user@mail.example) received "
    "85,000.50 USD and 12 500.125 USDT from 203.0.113.7:51834. Telephone +996 312 000 000.\n"
)
OTHER = (
    "В Министерство юстиции. 14 марта 2026 года в 10:15:02 учётная запись @example_handle (example.user@mail.example) получила "
    "85 000,50 долларов США и 12 500,125 USDT с 203.0.113.7:51834. Телефон +996 312 000 000.\n"
)


def main() -> None:
    """Measure and hold against what was promised."""
    linter = Linter.open()
    drafts = [complete_draft(name) for name in names()]
    careless = EvidenceRequest(
        targets=tuple(Target(kind="ip", identifier=f"203.0.113.{n}", ip_address=f"203.0.113.{n}") for n in range(20))
    )
    content = complete_draft("mla_stored_content")
    texts = replace(content, request=replace(content.request, body=LETTER * 30, body_translated=OTHER * 30))
    for draft in (*drafts, careless, texts):
        linter.lint(draft)

    one = rate("complete drafts of all instruments, in turn", lambda: [linter.lint(draft) for draft in drafts], count=len(drafts))
    promise("drafts linted a minute on one core", 60 * one.median, at_least=10_000)
    promise("milliseconds for a complete draft", 1000 / one.median, at_most=10)
    many = rate("careless draft with twenty targets", lambda: linter.lint(careless, instrument="vol_subscriber"), count=1)
    promise("milliseconds for a careless draft of twenty targets", 1000 / many.median, at_most=10)
    long = rate("draft with two language versions of six pages", lambda: linter.lint(texts), count=1)
    promise("milliseconds for two language versions of six pages", 1000 / long.median, at_most=60)
    rules = rate("rules read and compiled", lambda: RuleBook.open(language=Language(functions())), count=len(linter.rules))
    promise("milliseconds to read and compile all rules", 1000 * len(linter.rules) / rules.median, at_most=400)


if __name__ == "__main__":
    main()
