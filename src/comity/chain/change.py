"""Which output of a payment may be its change: rules of the literature, each by its own name, none of them used unless asked for.

Change heuristics join more than common spending does, and are wrong more often; one wrong join can glue two services together. So each is
its own rule with its own merges, and each merge can be undone. A rule speaks only where exactly one output fits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

_ROUND = 10_000
"""Base units: people ask for round amounts, what is left over is seldom one."""


@dataclass(frozen=True, slots=True)
class Paid:
    """An output as the rules see it.

    Attributes:
        address: whom it pays; any hashable name.
        value: base units.
        form: form of its locking script.
        is_new: whether the address was never paid before.
    """

    address: object
    value: int
    form: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """A transaction as the rules see it: addresses, values and forms of the coins that it spends, and its outputs."""

    spenders: Sequence[object]
    spent: Sequence[int]
    forms: Collection[str]
    outputs: Sequence[Paid]


Rule = Callable[[Payment], Sequence[int]]


def _one_time(payment: Payment) -> Sequence[int]:
    """The one address that was never seen, in a payment that does not pay its own senders (Meiklejohn and others, 2013)."""
    if any(output.address in payment.spenders for output in payment.outputs):
        return ()
    return [number for number, output in enumerate(payment.outputs) if output.is_new]


def _own_form(payment: Payment) -> Sequence[int]:
    """The one output whose script has the form of all the coins spent."""
    if len(set(payment.forms)) != 1:
        return ()
    return [number for number, output in enumerate(payment.outputs) if output.form in payment.forms]


def _not_round(payment: Payment) -> Sequence[int]:
    """The one output whose amount is not round."""
    return [number for number, output in enumerate(payment.outputs) if output.value % _ROUND]


def _smaller(payment: Payment) -> Sequence[int]:
    """The one output smaller than every coin spent: were it the payment, a coin would have been spent for nothing."""
    if len(payment.spent) < 2:
        return ()
    return [number for number, output in enumerate(payment.outputs) if output.value < min(payment.spent)]


RULES: Mapping[str, Rule] = {
    "CHANGE-ONE-TIME": _one_time,
    "CHANGE-FORM": _own_form,
    "CHANGE-ROUND": _not_round,
    "CHANGE-SMALLER": _smaller,
}
"""By the id under which `heuristics.yaml` describes them."""


def change_of(payment: Payment, rule: str) -> int | None:
    """Return the output that a rule takes for the change; None where it does not speak."""
    if len(payment.outputs) < 2 or not payment.spenders:
        return None
    found = RULES[rule](payment)
    return found[0] if len(found) == 1 else None
