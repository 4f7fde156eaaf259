"""The clocks of preservations and freezes: each ends on its day unless something follows in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comity.training.counterpart import Counterpart
from comity.training.record import Preservation, Sent, is_same

if TYPE_CHECKING:
    from comity.training.exercise import Exercise

_FREEZES = frozenset({"freeze_provider"})
_NO_RELEASE = frozenset({"pres_provider", "pres_art29", "pres_extension", "freeze_provider", "police_i247", "spontaneous"})


class StageClocks:
    """Starts the clock of each confirmation and sees at its end whether something followed."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise

    def start(self, counterpart: Counterpart, sent: Sent) -> None:
        """Start the clock of a confirmed preservation or freeze."""
        days = counterpart.preservation_days(sent.kind)
        if days is None:
            return
        now = self._exercise.now
        clock = Preservation(sent.kind, counterpart.name, counterpart.country, now, now + timedelta(days=days))
        self._exercise.record.clocks.append(clock)
        self._exercise.record.note(now, "clock", counterpart.name, clock.due.isoformat(), sent.kind)
        if sent.kind in _FREEZES:
            self._exercise.happened("freeze")
        self._exercise.schedule(clock.due, lambda: self._end(clock, counterpart))

    def _end(self, clock: Preservation, counterpart: Counterpart) -> None:
        if self._extended(clock, counterpart):
            self._exercise.schedule(clock.due, lambda: self._end(clock, counterpart))
            return
        if any(self._follows(clock, one) for one in self._exercise.record.sent):
            return
        clock.is_lapsed = True
        self._exercise.record.note(self._exercise.now, "clock", clock.holder, "lapsed", clock.kind)
        self._exercise.flag("any_preservation_lapsed")

    def _extended(self, clock: Preservation, counterpart: Counterpart) -> bool:
        terms = counterpart.preservation
        if terms is None or terms.extension_days is None or clock.extensions >= terms.extensions:
            return False
        last = clock.due - timedelta(days=terms.extension_lead_days)
        asked = [one for one in self._exercise.record.requests("pres_extension", clock.holder) if clock.began < one.at <= last]
        if not asked:
            return False
        clock.extensions += 1
        clock.due += timedelta(days=terms.extension_days)
        return True

    def _follows(self, clock: Preservation, sent: Sent) -> bool:
        """Tell whether a request for the data, or an order for the freeze, followed in time."""
        if not clock.began - timedelta(days=1) <= sent.at <= clock.due:
            return False
        if clock.kind in _FREEZES:
            return sent.kind in {"freeze_order", "freeze_crypto"} and (sent.kind == "freeze_crypto" or is_same(clock.holder, sent.to))
        if sent.kind in _NO_RELEASE or sent.request is None:
            return False
        return is_same(clock.holder, sent.to) or sent.to in {f"CA-{clock.country}", f"CA-GEN-{clock.country}", f"P247-{clock.country}"}
