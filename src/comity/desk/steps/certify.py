"""Certify evidence of a case: certificate and protocol about items in the vault, with proofs and the tools to check them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from comity.custody.outsider.tools import page, script
from comity.custody.vault.vault import Vault
from comity.desk.journal.chain import write
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.steps.take_in import case_vault, deliveries_of
from comity.documents.pdf import write_pdf
from comity.documents.word.file import write_docx
from comity.dossier.custody_certificate import FORMS, Certifier
from comity.dossier.in_vault import read_in_vault
from comity.errors import InputError
from comity.model.said import say

_LANGUAGES = ("en", "ru")
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be certified, by whom.

    Attributes:
        form: `certificate` or `protocol`.
        items: ids of items.
        office: office and authority of the one who certifies.
        place: where.
        present: further persons present at an inspection.
        provision: article of the procedure code.
    """

    form: str
    items: tuple[str, ...]
    office: str
    place: str = ""
    present: tuple[str, ...] = ()
    provision: str = ""


def certify(worker: Worker, case_id: int, wish: Wish) -> tuple[str, bytes]:
    """Read the items again, check them, and write the papers.

    Returns:
        Name and content of the archive.

    Raises:
        InputError: there is no such form, no item is named, or one that this case does not have.
        CustodyError: an item or the log does not hold: nothing is certified.
    """
    case = worker.case(case_id, "case.certify")
    if wish.form not in FORMS:
        raise InputError(say("there is no such paper: {form}", form=wish.form), place="form")
    own = {row["id"] for delivery in deliveries_of(case) for row in delivery.items}
    if not wish.items or not own.issuperset(wish.items):
        raise InputError(say("choose items of this case"), place="item")
    certifier = Certifier(
        worker.person.full_name, wish.office or case.unit.name, worker.clock().date(), wish.place, wish.present, wish.provision
    )
    with case_vault() as vault:
        content = _archive(vault, case, wish, certifier)
    words = worker.t("{name} certified evidence: {count} items", name=worker.person.full_name, count=len(wish.items))
    facts = {"form": wish.form, "items": list(wish.items)}
    write("case.certified", words, person=worker.person, case=case, subject=f"case:{case.pk}", facts=facts, clock=worker.clock)
    return f"{wish.form}-{case.number}.zip", content


def _archive(vault: Vault, case: Case, wish: Wish, certifier: Certifier) -> bytes:
    handed = read_in_vault(vault, wish.items, case=case.number, ground=case.title)
    files: list[tuple[str, bytes]] = []
    for language in _LANGUAGES:
        paper = FORMS[wish.form](handed, certifier, language)
        files += [(f"{wish.form}.{language}.pdf", write_pdf(paper)), (f"{wish.form}.{language}.docx", write_docx(paper, {}))]
    files += [(f"proofs/{item}.tlog-proof", str(vault.prove(item)).encode()) for item in dict.fromkeys(wish.items)]
    files.append(("keys.txt", "".join(f"{key}\n" for key in handed.keys).encode()))
    files += [("tools/verify.py", script()), ("tools/verify.html", page())]
    return _zipped(files)


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
    return target.getvalue()
