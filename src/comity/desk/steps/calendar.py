"""Clocks for calendar programs: one file to take away, and feeds under secret addresses (RFC 5545, RFC 7986).

A feed shows what its person may see on the day it is read; whoever loses the case loses it in the calendar. Unless the person says
otherwise it holds no number of a case and no name of an addressee: a calendar is read on telephones and by others' servers.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from icalendar import Alarm, Calendar, Event

from comity.desk.journal.chain import write
from comity.desk.models.calendar_feed import CalendarFeed
from comity.desk.models.clock import RunningClock
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.clocks import WORDS
from comity.desk.steps.day import running
from comity.text.messages import Messages, say

_KEY_BYTES = 32
_MOST = 2000
_WARNS = timedelta(days=-3)
MEDIA = "text/calendar; charset=utf-8"


def running_clocks(worker: Worker, case_id: int | None = None) -> list[RunningClock]:
    """List the clocks that run in the cases of a person, the first due first.

    Raises:
        NotThereError: the case is not for the person's eyes.
    """
    rows = running(worker)
    return list((rows if case_id is None else rows.filter(case=worker.case(case_id)))[:_MOST])


def as_calendar(clocks: Iterable[RunningClock], t: Messages, *, with_numbers: bool) -> bytes:
    """Write clocks as a calendar: one event of a whole day each, with an alarm three days before.

    Args:
        clocks: the clocks.
        t: the messages of the reader's language.
        with_numbers: whether numbers of cases and names of addressees are in it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Comity//desk//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", "Comity")
    calendar.add("x-wr-calname", "Comity")
    for clock in clocks:
        calendar.add_component(_event(clock, t, with_numbers=with_numbers))
    return bytes(calendar.to_ical())


def take_calendar(worker: Worker, case_id: int | None = None) -> bytes:
    """Write the person's clocks for taking away, and note that they were taken."""
    content = as_calendar(running_clocks(worker, case_id), worker.t, with_numbers=True)
    case = worker.case(case_id) if case_id is not None else None
    words = worker.t("{name} took the clocks away as a calendar", name=worker.person.full_name)
    facts = {"sha256": hashlib.sha256(content).hexdigest()}
    write("calendar.exported", words, person=worker.person, case=case, facts=facts, clock=worker.clock)
    return content


def make_feed(worker: Worker, case_id: int | None = None, *, with_numbers: bool = False) -> str:
    """Make a secret address for a calendar program.

    Returns:
        The secret, shown once.

    Raises:
        RefusedError: the person may make none.
        NotThereError: the case is not for the person's eyes.
    """
    worker.demand("register.make_feed")
    case = worker.case(case_id) if case_id is not None else None
    key = secrets.token_urlsafe(_KEY_BYTES)
    with transaction.atomic():
        CalendarFeed.objects.create(
            person=worker.person, case=case, key_digest=_digest(key), with_numbers=with_numbers, made_at=worker.clock()
        )
        words = worker.t("{name} made a calendar address", name=worker.person.full_name)
        write("calendar.made", words, person=worker.person, case=case, facts={"with_numbers": with_numbers}, clock=worker.clock)
    return key


def end_feed(worker: Worker, feed_id: int) -> None:
    """Let a secret address answer nothing any more.

    Raises:
        NotThereError: the person has no such address.
    """
    with transaction.atomic():
        feed = CalendarFeed.objects.filter(pk=feed_id, person=worker.person, ended_at=None).first()
        if feed is None:
            raise NotThereError(say("there is nothing here for you"))
        feed.ended_at = worker.clock()
        feed.save(update_fields=["ended_at"])
        words = worker.t("{name} ended a calendar address", name=worker.person.full_name)
        write("calendar.ended", words, person=worker.person, case=feed.case, clock=worker.clock)


def read_feed(key: str, language: str) -> bytes:
    """Answer a calendar program; the first reading of a day is written into the journal.

    Raises:
        NotThereError: the address is none, was ended, or its person may see nothing of it any more.
    """
    feed = CalendarFeed.objects.filter(key_digest=_digest(key), ended_at=None, person__is_active=True).select_related("person").first()
    if feed is None:
        raise NotThereError(say("there is nothing here for you"))
    worker = Worker(feed.person, feed.person.language or language)
    worker.demand("register.see_feed")
    content = as_calendar(running_clocks(worker, feed.case_id), worker.t, with_numbers=feed.with_numbers)
    now = worker.clock()
    if feed.read_at is None or feed.read_at.date() != now.date():
        words = worker.t("a calendar program read the clocks of {name}", name=feed.person.full_name)
        write("calendar.read", words, person=feed.person, case=feed.case, clock=worker.clock)
    feed.read_at = now
    feed.save(update_fields=["read_at"])
    return content


def _event(clock: RunningClock, t: Messages, *, with_numbers: bool) -> Event:
    event = Event()
    event.add("uid", f"clock-{clock.pk}@comity")
    event.add("dtstamp", clock.set_at)
    event.add("dtstart", clock.due)
    event.add("dtend", clock.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    what = t(WORDS[clock.kind]) if clock.kind in WORDS else clock.kind
    event.add("summary", f"{clock.case.number}: {what}" if with_numbers else what)
    if with_numbers:
        about = [f"{clock.request.number}. {clock.request.addressee}" if clock.request else "", clock.note, clock.starts_from]
        if text := "\n".join(part for part in about if part):
            event.add("description", text)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", _WARNS)
    event.add_component(alarm)
    return event


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()
