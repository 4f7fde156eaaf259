"""What outside the vault keeps its log from being rewritten: print a checkpoint, list the anchors, hold the log against what was kept."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.commands._vault_face import (
    FILE,
    actor_option,
    identity_option,
    json_option,
    opened,
    out,
    reason_option,
    vault_option,
    write_new,
)


@click.command()
@vault_option
@identity_option
@click.option("--out", "target", type=FILE, required=True, help="PDF to write; the text goes beside it as .txt.")
@click.option("--office", default="", metavar="TEXT", help="Your office, as the sheet names it.")
@click.option("--lang", "language", default="en", show_default=True, metavar="TAG", help="Language of the sheet.")
@actor_option
@reason_option
@json_option
def checkpoint(root: Path, identity: Path, target: Path, office: str, language: str, actor: str, reason: str | None, as_json: bool) -> None:
    """Print the state of the log, with a QR code, for a paper file that others keep."""
    from comity.crypto.checkpoint import Checkpoint
    from comity.custody.log.anchors import to_print
    from comity.custody.vault.vault import Actor
    from comity.documents.pdf import write_pdf
    from comity.dossier.printed_checkpoint import printed_checkpoint

    with opened(root, identity) as vault:
        note = to_print(vault, Actor(actor, reason=reason))
        key, on = str(vault.signer.keys[0]), vault.clock().date()
    sheet = printed_checkpoint(note, key, office=office or vault.about.origin, by=actor, on=on, language=language)
    text = target.with_suffix(".txt")
    write_new(target, write_pdf(sheet))
    write_new(text, str(note))
    size = Checkpoint.parse(note.text).size
    answer: dict[str, object] = {"sheet": str(target), "text": str(text), "size": size, "key": key}
    out(answer, as_json, f"{target}: {size} entries\n  hold the log against it later: comity vault anchors --against {text}")


@click.command()
@vault_option
@identity_option
@click.option("--against", "kept", type=FILE, help="Checkpoint that was kept outside: the log must still begin with it.")
@json_option
def anchors(root: Path, identity: Path, kept: Path | None, as_json: bool) -> int:
    """List what holds the log from outside: witnesses, time stamps, printed sheets; or hold it against one that was kept."""
    from comity.custody.log.anchors import anchors as anchors_of
    from comity.custody.log.anchors import hold_against, oldest_covering

    with opened(root, identity) as vault:
        found, size = anchors_of(vault), vault.ledger.size
        judged = hold_against(vault, kept) if kept else None
        items = [(stored.id, oldest_covering(found, vault.ledger.seq_of(stored.id) or 0)) for stored in vault.intakes()]
    rows = [{"kind": one.kind, "by": one.by, "at": one.at or None, "size": one.size} for one in found]
    held = [
        {"id": item, "anchored_by": one.by if one else None, "kind": one.kind if one else None, "at": one.at or None if one else None}
        for item, one in items
    ]
    reasons = [{"code": one.code, "text": one.text, "where": one.where} for one in judged.reasons] if judged else []
    covered = max((one.size for one in found), default=0)
    lines = [f"{one.kind} by {one.by}{f' at {one.at}' if one.at else ''}: {one.size} entries" for one in found]
    anchored = sum(one is not None for _, one in items)
    lines.append(f"{anchored} of {len(items)} item(s) are anchored; {size - covered} entries are newer than every anchor")
    lines += [f"{one.where}: {one.text}" if one.where else one.text for one in (judged.reasons if judged else ())]
    answer: dict[str, object] = {"ok": judged is None or judged.ok, "anchors": rows, "items": held, "entries": size, "reasons": reasons}
    out(answer, as_json, "\n".join(lines))
    return 0 if judged is None or judged.ok else 3
