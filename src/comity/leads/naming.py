"""What there is to say about a host name beside whether it can exist."""

from __future__ import annotations

from collections.abc import Set

from comity.leads.checks import hosts
from comity.leads.marks import MarkIndex
from comity.model.identifier import Note
from comity.text.messages import say
from comity.text.scripts import is_mixed_script, look_alikes, scripts


def host_notes(index: MarkIndex, host: str, whole: str) -> tuple[frozenset[Note], str | None]:
    """Say what a reader should know about a host name.

    Args:
        index: the providers' marks.
        host: the host name.
        whole: the identifier it stands in (an e-mail address with its local part), for letters of several scripts.

    Returns:
        The notes, and the provider's domain for which the host can be mistaken; None where there is none.
    """
    known = index.seen_hosts.get(host)
    if known is None:
        if len(index.seen_hosts) > _MOST_HOSTS:
            index.seen_hosts.clear()
        known = index.seen_hosts[host] = _of_host(index, host)
    if not whole.isascii() and is_mixed_script(whole):
        return known[0] | {Note.MIXED_SCRIPT} | ({Note.HOMOGLYPH} if look_alikes(whole) else set()), known[1]
    return known


def _of_host(index: MarkIndex, host: str) -> tuple[frozenset[Note], str | None]:
    notes = set()
    if not host.isascii():
        notes.add(Note.PUNYCODE)
    if "xn--" in host.lower():
        notes.add(Note.PUNYCODE)
        if len(scripts(hosts.to_unicode(host).rpartition(".")[0])) > 1:
            notes |= {Note.MIXED_SCRIPT, Note.HOMOGLYPH}
    imitated = index.imitates(hosts.to_unicode(host) if "xn--" in host.lower() else host)
    if imitated:
        notes.add(Note.HOMOGLYPH)
    if hosts.is_documentation(host):
        notes.add(Note.DOCUMENTATION)
    return frozenset(notes), imitated


_MOST_HOSTS = 8192


def other_form(host: str, imitated: str | None, notes: Set[Note]) -> str:
    """Tell in words what the notes of `host_notes` mean for this host; empty where they need no words."""
    if imitated:
        return say("{host} can be mistaken for {known}, but is another domain", host=host, known=imitated)
    if Note.MIXED_SCRIPT in notes:
        return say("letters of several scripts in one name; in the form of the wire: {form}", form=hosts.to_ascii(host) or host)
    if Note.PUNYCODE in notes:
        form = hosts.to_unicode(host) if "xn--" in host.lower() else hosts.to_ascii(host)
        return say("the same name is written {form}", form=form or host)
    return ""
