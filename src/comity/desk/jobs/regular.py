"""What a worker does by the clock, between two jobs: it hands the journal over to the log of the vault.

Whoever holds the whole database could write the journal anew; what stands in the log by then stays. So the time between two hand-overs is
the time for which the journal rests on its own chain alone.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings

from comity.desk.journal.chain import write
from comity.desk.journal.into_log import hand_over, vault_of_the_register
from comity.desk.models.journal_entry import JournalHead
from comity.errors import ComityError, InputError
from comity.model.time import Clock, system_clock
from comity.text.messages import say

EVERY = timedelta(minutes=10)
"""Time between two hand-overs."""

_SOON = timedelta(minutes=1)
"""When somebody else was writing to the vault."""

_log = logging.getLogger(__name__)


class HandOver:
    """Hands the journal over when it is due; tells the log of the program, and once the journal, when that is not possible."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._due: datetime | None = None
        self._last = 0
        self._is_told = False

    def if_due(self) -> int:
        """Hand over, if it is time; never raises.

        Returns:
            How many entries are new in the log.
        """
        now = self._clock()
        if settings.CONFIGURATION.vault is None or (self._due is not None and now < self._due):
            return 0
        self._due = now + EVERY
        if JournalHead.objects.filter(number__gt=self._last).first() is None:
            return 0
        try:
            with vault_of_the_register() as vault:
                done = hand_over(vault)
        except InputError as error:
            self._due = now + _SOON
            _log.warning("the journal is not handed over yet: %s", error.message)
            return 0
        except (ComityError, OSError) as error:
            self._told(error)
            return 0
        self._last, self._is_told = done.last, False
        return done.entries

    def _told(self, error: Exception) -> None:
        """Tell that the log cannot be reached or does not hold; the journal itself says it once, until it goes on."""
        _log.error("the journal cannot be handed over to the vault: %s", error)
        if not self._is_told:
            self._is_told = True
            words = say("the journal cannot be handed over to the log of the vault: {reason}", reason=str(error))
            write("journal.not_handed_over", str(words), person=None, clock=self._clock)
