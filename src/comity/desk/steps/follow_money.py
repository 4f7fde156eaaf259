"""Follow the money: trace, keep the proofs, and write what the doors are asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comity import __version__
from comity.chain.labels import AskedLabels
from comity.chain.losses import Loss, Victims, losses
from comity.chain.open_source import open_source
from comity.chain.proof_pack import write_pack
from comity.chain.tags.tag_folder import read_tag_folders
from comity.chain.trace import Order, Traced, trace
from comity.chain.trace_document import document_of, loss_rows
from comity.desk.steps.ask_the_doors import Asking, Written, ask_the_doors
from comity.documents.pdf import write_pdf
from comity.documents.word.file import write_docx
from comity.dossier.flow_picture import draw_flow
from comity.dossier.trace_report import Setting, trace_report
from comity.errors import InputError
from comity.law.book import Law
from comity.model.time import system_clock
from comity.providers.catalog import Catalog
from comity.routing.case_file import read_case
from comity.text.messages import Messages, say

PACK = "proof-pack"
REQUESTS = "requests"
DOCUMENT = "trace.json"
REPORT = "report"
PICTURE = "flow"
REPORT_LANGUAGES = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Followed:
    """What was written.

    Attributes:
        traced: the trace.
        document: what `trace.json` holds.
        path: the document.
        written: the requests.
        reports: the report of the trace, one file a language and format.
    """

    traced: Traced
    document: dict[str, Any]
    path: Path
    written: tuple[Written, ...]
    reports: tuple[Path, ...] = ()


def follow_money(
    order: Order,
    address: str,
    tags: Sequence[Path],
    out: Path,
    asking: Asking | None = None,
    victims: Victims | None = None,
    teller: str | None = None,
) -> Followed:
    """Trace from a source, and write the result and its proof pack.

    Args:
        order: what to trace.
        address: the source, as `open_source` reads it.
        tags: folders of labels.
        out: folder for what is written.
        asking: what the requests are made with; None makes drafts that leave the case as questions.
        teller: an interface that is asked for the labels of every address that is reached; None without.
        victims: the payments of each person, among the seeds; their losses are told apart.

    Raises:
        InputError: something else than an earlier trace stands in the folder.
        ContradictionError: the source contradicts itself; nothing is written then.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / DOCUMENT).is_file())):
        hint = say("name a new folder, or that of an earlier trace")
        raise InputError(say("the folder holds something else"), place=str(out), hint=hint)
    labels = read_tag_folders(tags, order.chain)
    with ExitStack() as stack:
        source = stack.enter_context(closing(open_source(address, order.chain)))
        told = stack.enter_context(closing(open_source(teller, order.chain, labels=True))) if teller is not None else None
        if told is not None:
            labels = replace(labels, labels=AskedLabels(labels.labels, told.slug, lambda one: told.labels(one, order.chain)))
        traced = trace(order, source, labels)
        found = losses(order, victims or {}, source, labels)
        source.answers += told.answers if told is not None else []
    document = document_of(traced)
    out.mkdir(parents=True, exist_ok=True)
    pack = write_pack(traced, document, out / PACK)
    written = ask_the_doors(traced, asking or Asking(), out / REQUESTS)
    reports = _write_reports(traced, found, asking or Asking(), out)
    document |= {
        "requests": [str(path) for request in written for path in request.paths],
        "to_complete": [
            {
                "draft": str(one.paths[0]),
                "addressee": one.addressee,
                "instrument": one.instrument,
                "missing": list(one.missing),
                "refused": one.is_refused,
            }
            for one in written
        ],
        "proof_pack": str(pack),
        "reports": [str(path) for path in reports],
        "losses": loss_rows(found),
    }
    path = out / DOCUMENT
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False, default=str) + "\n", encoding="utf-8")
    return Followed(traced, document, path, written, reports)


def _write_reports(traced: Traced, found: Sequence[Loss], asking: Asking, out: Path) -> tuple[Path, ...]:
    """Write the report in each language, as PDF to file and as DOCX to quote from, and its picture by itself."""
    case = read_case(asking.case, Law.open(asking.overlay), Catalog.open(asking.overlay)) if asking.case else None
    setting = Setting(
        system_clock().date(),
        __version__,
        reference=(case.case_number or "") if case else "",
        authority=(case.authority.name or "") if case else "",
        pack=PACK,
    )
    paths = []
    for language in REPORT_LANGUAGES:
        report = trace_report(traced, setting, language, found)
        for ending, content in (("pdf", write_pdf(report)), ("docx", write_docx(report, {}))):
            path = out / f"{REPORT}.{language}.{ending}"
            path.write_bytes(content)
            paths.append(path)
        if picture := draw_flow(traced, traced.order.policies[0], Messages(language)):
            (out / f"{PICTURE}.{language}.svg").write_text(picture.svg, encoding="utf-8")
    return tuple(paths)
