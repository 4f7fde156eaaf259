"""Check the journal of a register, and hand it over to the log of its vault."""

from __future__ import annotations

from pathlib import Path

import click

_DATA = click.Path(path_type=Path, file_okay=False)


@click.group()
def command() -> None:
    """Check the journal of a register, and hand it over to the log of its vault."""


@command.command("hand-over")
@click.option("--data", type=_DATA, metavar="DIR", help="Folder of the register.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def hand_over_command(data: Path | None, as_json: bool) -> None:
    """Log every entry that the vault does not have yet, and sign a checkpoint over them."""
    from comity.cli.output import print_json, words
    from comity.desk.service import configure, prepare

    t = words()
    configure(data)
    prepare()
    from comity.desk.journal.into_log import hand_over, vault_of_the_register

    with vault_of_the_register() as vault:
        done = hand_over(vault)
    if as_json:
        print_json({"entries": done.entries, "last": done.last})
    else:
        click.echo(t("{count} entries handed over; the log has them up to number {last}", count=done.entries, last=done.last))


@command.command("check")
@click.option("--data", type=_DATA, metavar="DIR", help="Folder of the register.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check_command(data: Path | None, as_json: bool) -> None:
    """Hold every entry against the one before, and, where there is a vault, against its log.

    Leaves with 3 when an entry was changed, taken out or cut off.
    """
    from comity.cli.output import print_json, words
    from comity.desk.service import configure, prepare

    t = words()
    configure(data)
    prepare()
    from django.conf import settings

    from comity.desk.journal.chain import check
    from comity.desk.journal.into_log import held_against, vault_of_the_register

    if settings.CONFIGURATION.vault is None:
        chain, logged, waiting, differs, is_cut, holds = check(), None, None, None, False, check().holds
    else:
        with vault_of_the_register() as vault:
            found = held_against(vault)
        chain, logged, waiting, differs, is_cut, holds = (
            found.chain,
            found.logged,
            found.waiting,
            found.differs_at,
            found.is_cut,
            found.holds,
        )
    if as_json:
        print_json(
            {
                "ok": holds,
                "entries": chain.entries,
                "broken_at": chain.broken_at or differs,
                "cut": chain.is_cut or is_cut,
                "logged": logged,
                "waiting": waiting,
            }
        )
    elif holds:
        click.echo(t("the {count} entries fit together", count=chain.entries))
        if logged is not None:
            click.echo(t("{logged} of them stand in the vault's log, {waiting} wait to be handed over", logged=logged, waiting=waiting))
    else:
        click.echo(t("THE JOURNAL DOES NOT HOLD at entry {number}", number=chain.broken_at or differs or chain.entries + 1))
    if not holds:
        raise SystemExit(3)
