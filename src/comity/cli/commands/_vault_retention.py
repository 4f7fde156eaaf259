"""Hold items, erase them by plan, hand them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.commands._vault_face import (
    FILE,
    actor_option,
    case_option,
    identity_option,
    json_option,
    opened,
    out,
    reason_option,
    second_option,
    vault_option,
    write_new,
)

if TYPE_CHECKING:
    from comity.crypto.note import VerifierKey
    from comity.dossier.custody_certificate import Certifier


@click.command()
@vault_option
@identity_option
@click.argument("item")
@click.option("--release", is_flag=True, help="Release it; needs --second.")
@actor_option
@second_option
@reason_option
@json_option
def hold(root: Path, identity: Path, item: str, release: bool, actor: str, second: str | None, reason: str | None, as_json: bool) -> None:
    """Put an item on hold, so that nobody erases it; or release it."""
    from comity.custody.vault import retention
    from comity.custody.vault.vault import Actor

    with opened(root, identity) as vault:
        retention.hold(vault, item, Actor(actor, reason=reason, second_person=second), release=release)
        state = vault.state(item, b"")
    out({"id": item, "state": state}, as_json, f"{item}: {'released' if release else 'on hold'}")


@click.command()
@vault_option
@identity_option
@click.argument("items", nargs=-1)
@click.option("--plan", "plan_file", type=FILE, help="Plan: written when items are named, carried out when none are.")
@click.option("--out", "folder", type=FILE, default=Path(), help="Folder for the certificates (default: here).")
@click.option("--again", is_flag=True, help="Destroy what was erased and came back with an old copy.")
@actor_option
@reason_option
@json_option
def erase(
    root: Path,
    identity: Path,
    items: tuple[str, ...],
    plan_file: Path | None,
    folder: Path,
    again: bool,
    actor: str,
    reason: str | None,
    as_json: bool,
) -> None:
    """Erase items: one person plans (ITEM… --reason R --plan FILE), another carries it out (--plan FILE)."""
    from comity.custody.vault import retention
    from comity.custody.vault.vault import Actor

    if not again and plan_file is None:
        raise click.UsageError("--plan FILE is needed: items are erased by plan")
    with opened(root, identity) as vault:
        if again:
            back = retention.erase_again(vault, Actor(actor, reason=reason))
            return out({"erased": back}, as_json, f"{len(back)} item(s) destroyed again")
        path = Path(plan_file or "")
        if items:
            plan = retention.plan_erasure(vault, list(items), Actor(actor, reason=reason))
            write_new(path, plan.as_bytes())
            text = f"{path}: {len(plan.items)} item(s); another person carries it out: comity vault erase --plan {path} --actor NAME"
            return out({"plan": str(path), "items": list(plan.items)}, as_json, text)
        if not path.is_file():
            raise click.UsageError(f"there is no plan {path}")
        plan = retention.Plan.parse(path.read_bytes(), str(path))
        proofs = retention.erase(vault, plan, Actor(actor, reason=plan.reason, second_person=plan.planned_by))
    written = []
    for item, proof in proofs.items():
        write_new(folder / f"{item}.erased.tlog-proof", str(proof))
        write_new(folder / f"{item}.erased.txt", retention.certificate_text(item, proof))
        written.append(str(folder / f"{item}.erased.txt"))
    return out({"erased": list(proofs), "certificates": written}, as_json, f"{len(proofs)} item(s) erased; certificates in {folder}")


@click.command()
@vault_option
@identity_option
@click.argument("items", nargs=-1, required=True)
@click.option("--out", "target", type=FILE, required=True, help="Folder to make.")
@click.option(
    "--certificate", "forms", type=click.Choice(["certificate", "protocol"]), multiple=True, help="Paper put into the bag; repeatable."
)
@click.option("--office", default="", metavar="TEXT", help="Office and authority of whoever certifies.")
@click.option("--lang", "languages", multiple=True, metavar="TAG", help="Language of the papers; may be repeated (default: en and ru).")
@actor_option
@second_option
@reason_option
@case_option
@json_option
def export(
    root: Path,
    identity: Path,
    items: tuple[str, ...],
    target: Path,
    forms: tuple[str, ...],
    office: str,
    languages: tuple[str, ...],
    actor: str,
    second: str | None,
    reason: str | None,
    case: str | None,
    as_json: bool,
) -> None:
    """Hand items out: a BagIt bag with evidence, proofs, path in CASE/UCO, and the tools to check them."""
    from comity.custody.vault.export import export as write_bag
    from comity.custody.vault.vault import Actor
    from comity.dossier.custody_certificate import Certifier

    with opened(root, identity) as vault:
        exported = write_bag(vault, list(items), target, Actor(actor, case=case, reason=reason, second_person=second))
        keys, today = tuple(vault.signer.keys), vault.clock().date()
    papers = _papers(target, keys, forms, Certifier(actor, office or "_" * 30, today), languages or ("en", "ru")) if forms else []
    rows = [{"id": one.item, "path": one.path, "sha256": one.sha256} for one in exported]
    lines = [f"{target}: {len(rows)} item(s); how to check them: {target / 'README.txt'}", *papers]
    if not forms:
        lines.append(f"  a certificate about them: comity certificate {target} --by NAME --office TEXT")
    out({"bag": str(target), "items": rows, "papers": papers}, as_json, "\n".join(lines))


def _papers(
    bag: Path, keys: tuple[VerifierKey, ...], forms: tuple[str, ...], certifier: Certifier, languages: tuple[str, ...]
) -> list[str]:
    """Put papers about the evidence into the bag; it is read again and checked first."""
    from comity.custody.bag.add_tags import add_tags
    from comity.documents.pdf import write_pdf
    from comity.documents.word.file import write_docx
    from comity.dossier.custody_certificate import FORMS
    from comity.dossier.handed_out import read_handed_out

    handed = read_handed_out(bag, keys, keys_from_bag=False)
    papers: dict[str, bytes] = {}
    for form in dict.fromkeys(forms):
        for language in languages:
            paper = FORMS[form](handed, certifier, language)
            papers |= {f"papers/{form}.{language}.pdf": write_pdf(paper), f"papers/{form}.{language}.docx": write_docx(paper, {})}
    return [str(path) for path in add_tags(bag, papers)]
