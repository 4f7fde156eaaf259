"""Collect the messages of the source and hold the catalogues against them.

    python tools/messages.py extract      write new messages into every catalogue, drop what the source no longer says
    python tools/messages.py check        tell what is missing or wrong; exit code 1 when anything is
    python tools/messages.py missing kk   list what the catalogue of a language lacks

A message is the literal first argument of `t(…)`, `self._t(…)`, `say(…)`, `mark(…)`, or the first two of `t.plural(…)`; in a page it is
the literal of `{% t "…" %}`, or the two of `{% tn "…" "…" count=… %}`. These lie in the catalogues `comity.po`.

What files of facts say in their own words, and a route tells, lies in `facts.po` (see `comity.routing.told_facts`).

English and Russian have every message. The other languages have those of the interface (what pages show: `INTERFACE`): a sentence that was
added today may be missing in them for a while and is then shown whole in the second language, marked; more than `SPARED` may not.

What `--help` says lies in `help.po`: the help of every command and option, the first line of each command's file, and click's own words.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "comity"
LOCALES = SOURCE / "text" / "locales"
CALLS = {"t", "_t", "say", "mark"}
MAKERS = {"Messages", "_t", "speaker"}
"""What makes a speaker, which may be called at once."""
INTERFACE = (
    "comity/web/",
    "comity/desk/",
    "comity/routing/words",
    "comity/routing/flags",
    "comity/training/space",
    "comity/training/report",
    "comity/training/teaching",
)
"""Rooms and files whose messages pages show."""
NOT_SHOWN = ("comity/web/api/", "comity/desk/backup", "comity/desk/service.py", "comity/desk/configuration.py", "comity/desk/database.py")
"""Of these, what only programs and the operator's terminal are told."""
SPARED = 0.1
TAG = re.compile(r'{%\s*(?:t\s+"(?P<one>[^"]+)"|tn\s+"(?P<single>[^"]+)"\s+"(?P<many>[^"]+)")')


@dataclass
class Found:
    """A message of the source: its English plural if it counts, and the files that say it."""

    key: str
    plural: str | None = None
    files: set[str] = field(default_factory=set)


def main(arguments: list[str]) -> int:
    """Run `extract`, `check` or `missing`; return the exit code."""
    if arguments[:1] == ["missing"] and len(arguments) == 2:
        path = LOCALES / arguments[1] / "LC_MESSAGES" / "comity.po"
        report([found.key for found in untranslated(path, wanted(path, collect()[0]))])
        return 0
    if arguments not in (["extract"], ["check"]):
        sys.stderr.write(__doc__ or "")
        return 2
    if arguments == ["extract"]:
        problems: list[str] = []
        for domain, read in DOMAINS.items():
            messages, unread = read()
            problems += unread
            for path in catalogues(domain):
                write(path, wanted(path, messages))
    else:
        problems = all_problems()
    report(problems)
    return 1 if problems else 0


def all_problems() -> list[str]:
    """List what is missing or wrong in all catalogues, and the calls that cannot be translated."""
    problems: list[str] = []
    for domain, read in DOMAINS.items():
        messages, unread = read()
        problems += unread
        for path in catalogues(domain):
            problems += check(path, messages) if is_whole(path) else check_interface(path, wanted(path, messages))
    return problems


def is_whole(path: Path) -> bool:
    """Tell whether a catalogue has every message, or those of the interface alone."""
    from comity.text.languages import FACTS

    return path.parent.parent.name in FACTS


def wanted(path: Path, messages: dict[str, Found]) -> dict[str, Found]:
    """Return the messages that a catalogue is to have."""
    return messages if is_whole(path) else {key: found for key, found in messages.items() if any(map(is_shown, found.files))}


def is_shown(file: str) -> bool:
    """Tell whether what a file says is shown on pages."""
    return file.startswith(INTERFACE) and not file.startswith(NOT_SHOWN)


def catalogues(domain: str = "comity") -> list[Path]:
    """List the catalogues of a domain, one a language; a language that has none yet is told by `check`."""
    paths = [folder / "LC_MESSAGES" / f"{domain}.po" for folder in sorted(LOCALES.iterdir()) if folder.is_dir()]
    return [path for path in paths if domain == "comity" or is_whole(path)]


def collect(source: Path = SOURCE) -> tuple[dict[str, Found], list[str]]:
    """Find every message of the source, and every call that cannot be translated."""
    messages: dict[str, Found] = {}
    problems: list[str] = []
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source.parent).as_posix()
        for call in calls(ast.parse(path.read_text(encoding="utf-8"), filename=name)):
            take(call, name, messages, problems)
    for path in sorted(source.rglob("*.html")):
        take_page(path.read_text(encoding="utf-8"), path.relative_to(source.parent).as_posix(), messages, problems)
    return messages, problems


def collect_help() -> tuple[dict[str, Found], list[str]]:
    """Find every text that `--help` shows: of our commands by walking them, of click by reading its source."""
    from comity.cli.main import first_line, program
    from comity.cli.spoken_help import key

    messages: dict[str, Found] = {}
    for name, text in help_texts(program, "comity"):
        messages.setdefault(text, Found(text)).files.add(name.replace(" ", "/"))
    for word in program.list_commands(click.Context(program)):
        text = key(first_line(program.package, word))
        messages.setdefault(text, Found(text)).files.add(f"comity/{word}")
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), is_word_of_click):
            texts = [text for text in map(literal, call.args[:2]) if text]
            if texts and path.stem != "_winconsole":
                messages.setdefault(texts[0], Found(texts[0], texts[1] if len(texts) == 2 else None)).files.add(f"click/{path.name}")
    return messages, []


def help_texts(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """List what a command and those below it say of themselves, with the words that call each."""
    from comity.cli.spoken_help import texts

    yield from ((name, text) for text in texts(command))
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            if below := command.get_command(context, word):
                yield from help_texts(below, f"{name} {word}")


def take_page(text: str, name: str, messages: dict[str, Found], problems: list[str]) -> None:
    """Add the messages of a page."""
    for tag in TAG.finditer(text):
        key = tag["one"] or tag["single"]
        if fields(key) is None:
            problems.append(f"{name}: braces do not fit: {key!r}")
            continue
        messages.setdefault(key, Found(key)).files.add(name)
        if tag["many"]:
            messages[key].plural = tag["many"]


def calls(
    tree: ast.Module, speaks: Callable[[ast.expr], bool] = lambda called: is_speaker(called) or is_plural(called)
) -> Iterator[ast.Call]:
    """List the calls that say something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and speaks(node.func):
            yield node


def is_word_of_click(function: ast.expr) -> bool:
    """Tell whether a called name is one through which click speaks."""
    return isinstance(function, ast.Name) and function.id in {"_", "ngettext"}


def is_speaker(function: ast.expr) -> bool:
    """Tell whether a called name is one of those that say something: `t`, `self._t`, `say`, `mark`, or `Messages(tag)(…)`."""
    if isinstance(function, ast.Name):
        return function.id in CALLS
    if isinstance(function, ast.Call):
        return isinstance(function.func, ast.Name) and function.func.id in MAKERS
    return isinstance(function, ast.Attribute) and function.attr in {"t", "_t"}


def is_plural(function: ast.expr) -> bool:
    """Tell whether a call is `t.plural`."""
    return isinstance(function, ast.Attribute) and function.attr == "plural" and is_speaker(function.value)


def take(call: ast.Call, name: str, messages: dict[str, Found], problems: list[str]) -> None:
    """Add the messages of one call."""
    wanted = call.args[: 2 if is_plural(call.func) else 1]
    texts = [literal(argument) for argument in wanted]
    place = f"{name}:{call.lineno}"
    if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in wanted):
        problems.append(f"{place}: a message is a plain literal with named fields, not an f-string or a sum")
        return
    if len(texts) == 2 and texts[0] and texts[1]:
        messages.setdefault(texts[0], Found(texts[0], texts[1])).files.add(name)
        messages[texts[0]].plural = texts[1]
        return
    for text in options(wanted[0]):
        if fields(text) is None:
            problems.append(f"{place}: braces do not fit: {text!r}")
        else:
            messages.setdefault(text, Found(text)).files.add(name)


def options(argument: ast.expr) -> list[str]:
    """List the literals an argument can be: one, or both arms of a choice."""
    if isinstance(argument, ast.IfExp):
        return options(argument.body) + options(argument.orelse)
    text = literal(argument)
    return [text] if text else []


def literal(argument: ast.expr) -> str | None:
    """Return a literal text, else None."""
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def fields(text: str) -> set[str] | None:
    """Return the names of the fields in a message; None when its braces do not fit."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def check(path: Path, messages: dict[str, Found]) -> list[str]:
    """List what is missing or wrong in one catalogue."""
    if not path.is_file():
        return [f"{path.relative_to(LOCALES).as_posix()}: missing; begin it with the head of another catalogue"]
    name = path.relative_to(LOCALES).as_posix()
    missing = [f"{name}: not translated: {found.key!r} ({', '.join(sorted(found.files))})" for found in untranslated(path, messages)]
    return missing + ill_fitting(path, messages)


def check_interface(path: Path, messages: dict[str, Found]) -> list[str]:
    """List what is wrong in the catalogue of a language that has the interface alone, and whether more is missing than may be."""
    missing = untranslated(path, messages)
    few = [f"{path.parent.parent.name}: {len(missing)} of {len(messages)} not translated; python tools/messages.py missing lists them"]
    return (few if len(missing) > SPARED * len(messages) else []) + ill_fitting(path, messages)


def untranslated(path: Path, messages: dict[str, Found]) -> list[Found]:
    """List the messages that a catalogue lacks."""
    entries = translations_of(path)[0]
    return [found for found in messages.values() if not entries.get(found.key)]


def ill_fitting(path: Path, messages: dict[str, Found]) -> list[str]:
    """List the translations that do not fit their messages."""
    name, problems = path.relative_to(LOCALES).as_posix(), []
    entries, forms = translations_of(path)
    for found in messages.values():
        translations = entries.get(found.key, [])
        if translations and found.plural and len(translations) != forms:
            problems.append(f"{name}: {forms} plural forms needed: {found.key!r}")
        problems += [f"{name}: fields differ in {text!r}" for text in translations if not fit(text, found)]
    return problems


def translations_of(path: Path) -> tuple[dict[str, list[str]], int]:
    """Read a catalogue: message to its whole translation, one text or one a plural form; and how many plural forms the language has."""
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    entries: dict[str, list[str]] = {}
    for entry in catalogue:
        texts = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if key and not entry.fuzzy and texts and all(texts):
            entries[key] = texts
    return entries, catalogue.num_plurals


def fit(text: str, found: Found) -> bool:
    """Tell whether a translation has the fields of its message, of one of its two English forms; a plural form may leave out `{count}`."""
    expected = [fields(form) or set() for form in (found.key, found.plural) if form is not None]
    names = fields(text)
    return names is not None and any(names - {"count"} == each - {"count"} for each in expected) and names <= set().union(*expected)


def write(path: Path, messages: dict[str, Found]) -> None:
    """Bring a catalogue up to date: new messages empty, known translations kept, lost ones dropped."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    with path.open("rb") as file:
        old = read_po(file, ignore_obsolete=True)
    new = Catalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
    new.mime_headers = [("Plural-Forms", old.plural_forms)]  # those of the file; Babel has forms of its own for some languages
    for found in sorted(messages.values(), key=lambda entry: entry.key):
        known = old.get(found.key)
        key = (found.key, found.plural) if found.plural else found.key
        kept = known.string if known is not None and isinstance(known.id, tuple) == bool(found.plural) else None
        new.add(key, kept or (("",) * old.num_plurals if found.plural else ""), locations=[(name, 0) for name in sorted(found.files)])
    with path.open("wb") as file:
        header = old.header_comment.strip()
        file.write(f"{header}\n".encode())
        file.write(
            f'msgid ""\nmsgstr ""\n"Language: {old.locale_identifier}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
            f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {old.plural_forms}\\n"\n\n'.encode()
        )
        write_po(file, new, width=120, include_lineno=False, omit_header=True)


def report(problems: list[str]) -> None:
    """Print the problems, one a line."""
    for problem in problems:
        sys.stderr.write(problem + "\n")


def collect_facts() -> tuple[dict[str, Found], list[str]]:
    """Find the texts of the files of facts that a route tells in their own words."""
    from comity.law.book import Law
    from comity.providers.catalog import Catalog
    from comity.routing.told_facts import told_texts

    messages: dict[str, Found] = {}
    for place, text in told_texts(Law.open(), Catalog.open()):
        messages.setdefault(text, Found(text)).files.add(place)
    return messages, []


DOMAINS = {"comity": collect, "help": collect_help, "facts": collect_facts}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
