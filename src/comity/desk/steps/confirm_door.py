"""An exchange confirmed an address as its own: the answer becomes a tag of the office, and every later trace ends there by it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from comity.chain.labels import DoorKind
from comity.chain.tags.own_tags import OwnTag, write_own_tag
from comity.desk.jobs.kinds.trace import own_tags_folder
from comity.desk.journal.chain import write
from comity.desk.rights.refusal import NotThereError
from comity.desk.rights.worker import Worker
from comity.desk.steps.traces import document_of_trace
from comity.errors import InputError
from comity.text.messages import say

_LONGEST = 200


def confirm_door(worker: Worker, case_id: int, job_id: int, address: str, name: str, reference: str, on: str) -> str:
    """Keep what a service said of an address.

    Args:
        worker: who files it.
        case_id: the case.
        job_id: the trace in which the address stands.
        address: whose.
        name: the service.
        reference: number of the answer or exhibit that says it.
        on: day of the answer.

    Returns:
        The name of the file that holds the tag.

    Raises:
        NotThereError: the case has no such trace.
        InputError: the address is not in it, a field is empty, or this reference says something else already.
    """
    with transaction.atomic():
        case = worker.case(case_id, "case.change", locked=True)
        job, document = document_of_trace(worker, case, str(job_id))
        if job is None or document is None:
            raise NotThereError(say("there is nothing here for you"))
        if address not in _addresses(document):
            raise InputError(say("this address is not in the trace"), place="address")
        for place, text in (("name", name), ("reference", reference)):
            if not text.strip() or len(text) > _LONGEST:
                raise InputError(say("a tag needs a name and a source"), place=place)
        source = f"{case.number}: {reference.strip()}"
        tag = OwnTag(document["chain"], address, name.strip(), DoorKind.EXCHANGE, source, _day(on))
        path = write_own_tag(own_tags_folder(), tag)
        words = worker.t("{name} noted that {service} confirmed {address}", name=worker.person.full_name, service=tag.name, address=address)
        facts = {"address": address, "service": tag.name, "reference": reference.strip(), "job": job.pk}
        write("trace.confirmed", words, person=worker.person, case=case, subject=f"job:{job.pk}", facts=facts, clock=worker.clock)
    return path.name


def _addresses(document: object) -> frozenset[str]:
    edges = document["edges"] if isinstance(document, dict) else ()
    found = {edge["to"] for edge in edges}
    return frozenset(found | {one for edge in edges for one in ([edge["from"]] if isinstance(edge["from"], str) else edge["from"])})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(say("is no day: {text}", text=text), place="on", hint=say("YYYY-MM-DD")) from error
