"""Practise: list the exercises, let a machine player play one, check a new one."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def command() -> None:
    """Practise on simulated counterparts: nothing of an exercise can leave it."""


@command.command("list")
@click.option("--lang", "language", metavar="TAG", help="Language of the titles (en, ru).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(language: str | None, as_json: bool) -> None:
    """List the exercises, the easiest first."""
    from comity.cli.output import print_json, print_table, words
    from comity.training.library import Library
    from comity.training.report import listing

    t = words(language)
    found = listing(Library(), t.language)
    if as_json:
        print_json(found)
        return
    rows = [
        (one["id"], one["level"], t("{minutes} min", minutes=one["minutes"]), t("yes") if one["playable"] else t("no"), one["title"])
        for one in found["scenarios"]
    ]
    print_table([t("exercise"), t("level"), t("time"), t("machine"), t("title")], rows)


@command.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--player", default="perfect", show_default=True, metavar="NAME", help="perfect, careless or rights-blind.")
@click.option("--seed", default=1, show_default=True, metavar="N", help="Of all that is left to chance.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words around the exercise (en, ru).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def play(scenario: str, player: str, seed: int, language: str | None, as_json: bool) -> None:
    """Let a machine player play an exercise to its end, and mark it.

    Leaves with 0 whenever the exercise was played; the marking says whether it was passed.
    """
    from comity.cli.output import print_json, words
    from comity.drafting.lint.check import Linter
    from comity.training.library import Library
    from comity.training.players.play import play as run
    from comity.training.report import document, timeline

    t = words(language)
    library = Library()
    played = run(library, Linter.open(), library.scenario(scenario), player, seed)
    if as_json:
        print_json(document(played))
    else:
        for line in timeline(played, t):
            click.echo(line)


@command.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out/course"), show_default=True, metavar="DIR", help="Folder of the pages."
)
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you (en, ru).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def course(out: Path, language: str | None, as_json: bool) -> None:
    """Write the course as pages that open without a network: lessons, cards, manuals, glossary."""
    from comity.cli.output import print_json, words
    from comity.training.teaching.book import write_book
    from comity.training.teaching.course import course as read

    t = words(language)
    found = read()
    written = write_book(found, out)
    if as_json:
        lessons = [{"id": one.plan.id, "title": one.file.head.title, "minutes": one.plan.minutes} for one in found.lessons]
        print_json({"files": [str(path) for path in written], "lessons": lessons})
        return
    click.echo(t("{count} pages are in {folder}; open {file}", count=len(written), folder=out, file=out / "index.html"))


@command.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--scheme", metavar="FILE", type=click.Path(path_type=Path), help="How the machine marks it; ../schemes beside it if there.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words around the findings (en, ru).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(file: Path, scheme: Path | None, language: str | None, as_json: bool) -> None:
    """Check a new exercise: its shape, its points, its digests, its names and expressions.

    Leaves with 0 when nothing is wrong, with 1 when something is.
    """
    from comity.cli.output import print_json, words
    from comity.drafting.lint.check import Linter
    from comity.errors import InputError
    from comity.text.messages import say
    from comity.training.check import check as run
    from comity.training.check import read_scenario
    from comity.training.library import Library, read
    from comity.training.scheme import Scheme

    t = words(language)
    if scheme is not None and not scheme.is_file():
        raise InputError(say("no file of this name"), place=str(scheme), hint=say("check the name and the folder"))
    beside = file.resolve().parent.parent / "schemes" / file.name
    scheme = scheme or (beside if beside.is_file() else None)
    found = run(read_scenario(file), Library(), Linter.open(), read(scheme, Scheme, scheme.name) if scheme else None)
    if as_json:
        print_json({"ok": not found, "problems": [{"place": one.place, "text": one.text} for one in found]})
    else:
        for one in found:
            click.echo(f"{file.name}: {one.place}: {t.of(one.text)}")
        if not found:
            click.echo(t("nothing is wrong with this exercise"))
    raise SystemExit(1 if found else 0)


@command.command()
@click.option("--format", "format_", type=click.Choice(["qti", "cmi5"]), required=True, help="QTI 3 questions, or the course as cmi5.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE", help="The package to write (.zip).")
@click.option("--lang", "language", default="en", show_default=True, metavar="TAG", help="Language of the package (en, ru).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def export(format_: str, out: Path, language: str, as_json: bool) -> None:
    """Write the course for a learning platform: its questions as QTI 3, or its lessons as a cmi5 package that reports over xAPI."""
    import hashlib

    from comity.cli.output import print_json
    from comity.errors import InputError
    from comity.text.messages import say
    from comity.training.teaching import cmi5, qti
    from comity.training.teaching.course import course as read
    from comity.training.teaching.lesson_file import TEXT_LANGUAGES

    if language not in TEXT_LANGUAGES:
        raise InputError(say("the course is written out in: {keys}", keys=", ".join(TEXT_LANGUAGES)), place="--lang")
    content = (qti if format_ == "qti" else cmi5).package(read(), language)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    if as_json:
        print_json({"path": str(out), "format": format_, "lang": language, "sha256": hashlib.sha256(content).hexdigest()})
    else:
        click.echo(str(out))


@command.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="0.0.0.0 lets the laptops of a class room in.")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Port to listen on; 0 takes any free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Folder of the training register.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser; the address is printed.")
@click.option("--once", is_flag=True, help="Set everything up, see that the desk answers, and leave.")
def serve(host: str, port: int | None, data: Path | None, no_browser: bool, once: bool) -> None:
    """Serve the training register: exercises with counterparts, apart from real cases, for one person or a class room.

    The data lie in a folder of their own. Everything in it is marked as training; a real case cannot be opened, and nothing can be sent.
    Trainees on the same network open the address with /join/ and type the code of their group. No internet is used.
    """
    from comity.cli.commands._desk_face import bring_up
    from comity.desk.configuration import OWN_OVERLAY, prepare_training_folder
    from comity.training.library import Library
    from comity.training.story_ledgers import ledgers_serving
    from comity.training.world import write_world

    folder = prepare_training_folder(data, host)
    write_world(folder / OWN_OVERLAY, Library())
    with ledgers_serving(folder):
        bring_up(host, port, folder, opens=not no_browser, serves=not once)
