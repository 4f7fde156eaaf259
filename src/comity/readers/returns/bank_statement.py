"""Bank statements as CSV or workbook: date, amount or debit and credit, counterparty, purpose; in English, Russian and German."""

from __future__ import annotations

import polars as pl

from comity.readers.reader import Source
from comity.readers.tables.mapping import Columns, to_events
from comity.readers.tables.reader import TableReader


class BankStatement(TableReader):
    """One line a booking."""

    slug = "bank_statement"
    version = 1
    roles = {"account_id": "bank_account", "target_ids": "bank_account"}
    columns = Columns(
        {
            "ts": (
                *("booking date", "transaction date", "operation date", "value date", "posting date", "date", "дата операции", "дата"),
                *("дата проводки", "дата документа", "дата и время операции", "buchungstag", "buchungsdatum"),
            ),
            "amount": ("amount", "сумма", "сумма операции", "сумма в валюте счета", "betrag", "sum"),
            "debit": ("debit", "дебет", "расход", "списание", "withdrawal", "soll"),
            "credit": ("credit", "кредит", "приход", "зачисление", "поступление", "deposit", "haben"),
            "asset": ("currency", "валюта", "валюта операции", "währung", "ccy"),
            "account_id": ("account", "account number", "iban", "счет", "номер счета", "счёт", "номер счёта"),
            "target": (
                *(
                    "counterparty account",
                    "beneficiary account",
                    "counterparty iban",
                    "счет получателя",
                    "счет корреспондента",
                    "счет контрагента",
                ),
                *("счёт контрагента", "beneficiary iban", "payee account"),
            ),
            "text": (
                "description",
                "purpose",
                "details",
                "narrative",
                "назначение платежа",
                "назначение",
                "описание",
                "verwendungszweck",
                "remittance",
            ),
            "txid": ("reference", "transaction id", "document number", "номер документа", "референс", "номер операции", "№ документа"),
        },
        kind="payment",
        known=frozenset(
            {
                "counterparty",
                "beneficiary",
                "payee",
                "контрагент",
                "получатель",
                "отправитель",
                "balance",
                "остаток",
                "бик",
                "bic",
                "bin",
                "бин",
                "иин",
                "инн",
                "корреспондент",
                "mcc",
                "card",
                "карта",
                "fee",
                "комиссия",
                "type",
                "тип",
                "bank",
                "банк",
            }
        ),
        day_first=True,
    )
    required = ("ts",)
    sureness = 0.65

    def events(self, frame: pl.DataFrame, source: Source) -> pl.DataFrame:
        """Take amount and direction from the debit or credit column where the amount has no column of its own."""
        events = to_events(frame, self.columns, source.zone)
        found = self.columns.found(frame.columns)
        if "debit" in found and "credit" in found:
            debit, credit = (frame[found[name]].str.strip_chars().replace(["", "0", "0.00", "0,00"], None) for name in ("debit", "credit"))
            side = pl.when(debit.is_not_null()).then(pl.lit("out")).when(credit.is_not_null()).then(pl.lit("in"))
            events = events.with_columns(side.alias("direction"), pl.coalesce(debit, credit).alias("amount"))
        elif "amount" in found:
            sign = pl.col("amount").str.contains(r"^\s*[-−(]")
            events = events.with_columns(
                pl.when(sign).then(pl.lit("out")).when(pl.col("amount").is_not_null()).then(pl.lit("in")).alias("direction")
            )
        return events.with_columns(_plain_amount().alias("amount"))

    def _fit(self, names: tuple[str, ...], source: Source) -> float:
        found = self.columns.found(names)
        if "amount" not in found and not {"debit", "credit"} <= set(found):
            return 0.0
        if not {"text", "account_id", "target"} & set(found) or not {"text", "asset", "debit", "target"} & set(found):
            return 0.0
        return super()._fit(names, source)


def _plain_amount() -> pl.Expr:
    """Write amounts without grouping and with a point: `1 234 567,89` and `1,234,567.89` are the same."""
    bare = pl.col("amount").str.replace_all(r"[\s\u00a0\u202f'’]", "").str.replace_all("−", "-")
    comma = bare.str.contains(r",\d{1,2}$")
    return pl.when(comma).then(bare.str.replace_all(r"\.", "").str.replace(",", ".")).otherwise(bare.str.replace_all(",", ""))
