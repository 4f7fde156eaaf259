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

# A paragraph dense with what must be equal in both languages: every line of a text differs, as in a letter; no two drafts are the same.
LETTER = (
    "{n}. To the Department of Justice. On {day} March 2026 at 10:15:{n:02d} the account @example_handle{n} (example.user{n}@mail.example) "
    "received 85,0{n:02d}.50 USD and 12 5{n:02d}.125 USDT from 203.0.113.{n}:51834. Telephone +996 312 000 0{n:02d}.\n"
)
OTHER = (
    "{n}. В Министерство юстиции. {day} марта 2026 года в 10:15:{n:02d} учётная запись @example_handle{n} (example.user{n}@mail.example) "
    "получила 85 0{n:02d},50 долларов США и 12 5{n:02d},125 USDT с 203.0.113.{n}:51834. Телефон +996 312 000 0{n:02d}.\n"
)
PAGES_OF_SIX = 30  # such paragraphs: a little more than 6,000 characters, and 270 identifiers, dates and amounts


def two_versions(number: int) -> EvidenceRequest:
    """Make a draft with its letter in two languages, like no other of another number."""
    content = complete_draft("mla_stored_content")
    lines = [{"n": 10 + number + line, "day": 1 + (number + line) % 28} for line in range(PAGES_OF_SIX)]
    body, other = ("".join(form.format(**line) for line in lines) for form in (LETTER, OTHER))
    return replace(content, request=replace(content.request, body=body, body_translated=other))


def main() -> None:
    """Measure and hold against what was promised."""
    linter = Linter.open()
    drafts = [complete_draft(name) for name in names()]
    careless = EvidenceRequest(
        targets=tuple(Target(kind="ip", identifier=f"203.0.113.{n}", ip_address=f"203.0.113.{n}") for n in range(20))
    )
    texts = [two_versions(number) for number in range(40)]
    for draft in (*drafts, careless, texts[0]):
        linter.lint(draft)

    one = rate("complete drafts of all instruments, in turn", lambda: [linter.lint(draft) for draft in drafts], count=len(drafts))
    promise("drafts linted a minute on one core", 60 * one.median, at_least=10_000)
    promise("milliseconds for a complete draft", 1000 / one.median, at_most=10)
    many = rate("careless draft with twenty targets", lambda: linter.lint(careless, instrument="vol_subscriber"), count=1)
    promise("milliseconds for a careless draft of twenty targets", 1000 / many.median, at_most=10)
    long = rate("drafts with two language versions of six pages", lambda: [linter.lint(draft) for draft in texts], count=len(texts))
    promise("milliseconds for two language versions of six pages", 1000 / long.median, at_most=10)
    rules = rate("rules read and compiled", lambda: RuleBook.open(language=Language(functions())), count=len(linter.rules))
    promise("milliseconds to read and compile all rules", 1000 * len(linter.rules) / rules.median, at_most=400)


if __name__ == "__main__":
    main()
