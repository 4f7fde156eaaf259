"""The review as a workbook. Every cell of text is written as text: nothing that was typed anywhere becomes a formula or a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from comity.desk.money.entries import FATES
from comity.desk.statistics.measures import DIMENSIONS, STAGES, Days
from comity.desk.statistics.review import Review
from comity.text.messages import Messages

_WIDEST = 60


def workbook(review: Review, t: Messages) -> bytes:
    """Write the workbook, one sheet a table.

    Args:
        review: the review.
        t: the messages of the reader's language.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheets = _Sheets(book)
    period = review.facts.period
    sheets.add(
        t("Overview"),
        (t("what"), t("figure")),
        [
            (t("from"), period.start.isoformat()),
            (t("to"), period.end.isoformat()),
            (t("units"), ", ".join(review.facts.units)),
            (t("requests begun"), review.whole.begun),
            (t("sent"), review.whole.sent),
            (t("answered"), review.whole.answered),
            (t("answered in full or in part"), review.whole.given),
            (t("refused"), review.whole.refused),
            (t("waiting"), review.whole.waiting),
            (t("returned for changes"), review.returned),
        ],
    )
    heads = (
        t("requests begun"),
        t("sent"),
        t("answered"),
        t("in full or in part"),
        t("refused"),
        t("waiting"),
        t("share answered"),
        *_days_heads(t),
    )
    for dimension, (title, _) in DIMENSIONS.items():
        rows = [
            (row.name or "?", row.begun, row.sent, row.answered, row.given, row.refused, row.waiting, row.share_answered, *_days(row.days))
            for row in review.groups[dimension]
        ]
        sheets.add(t(title), (t(title), *heads), rows)
    sheets.add(
        t("Stages"),
        (t("unit"), t("stage"), t("count"), *_days_heads(t)),
        [("", t(STAGES[stage]), days.count, *_days(days)) for stage, days in review.stages.items()]
        + [(unit, t(STAGES[stage]), days.count, *_days(days)) for unit, found in review.units.items() for stage, days in found.items()],
    )
    sheets.add(t("Outcomes"), (t("code"), t("count")), review.outcomes)
    sheets.add(t("Blocks let pass"), (t("rule"), t("count")), review.overridden)
    sheets.add(
        t("Requests from abroad"),
        (t("State"), t("count"), t("days to the acknowledgement (median)"), t("days to the answer (median)"), t("waiting")),
        [(state or "?", count, first.median, answer.median, waiting) for state, count, first, answer, waiting in review.incoming],
    )
    sheets.add(
        t("Money"),
        (t("fate"), t("currency"), t("amount")),
        [(t(FATES[fate]), currency, amount) for fate, sums in review.money.items() for currency, amount in sums.items()],
    )
    book.close()
    return out.getvalue()


def _days_heads(t: Messages) -> tuple[str, str]:
    return t("days (median)"), t("days (90th percentile)")


def _days(days: Days) -> tuple[float | None, float | None]:
    return days.median, days.p90


class _Sheets:
    """Writes tables into a workbook, each into a sheet of its own."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "text_wrap": True})

    def add(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write one table."""
        sheet = self._book.add_worksheet("".join(letter for letter in title if letter not in "[]:*?/\\'")[:31])
        widths = [len(head) for head in heads]
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self._bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(line, column, value)
                elif value is not None:
                    sheet.write_string(line, column, str(value))
                widths[column] = max(widths[column], len(str(value)) if value is not None else 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(_WIDEST, width + 2))
        sheet.freeze_panes(1, 0)
