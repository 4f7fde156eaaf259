"""A page of the reference, and the Markdown it is made of.

To add a chapter, add a file to `tools/reference/pages/` that defines

    def pages() -> Iterator[Page]:
        yield Page("channels.md", "Channels", table(["channel", "what for"], rows))
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "comity"
REFERENCE = ROOT / "docs" / "reference"


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: relative to `docs/reference`, ending in `.md`.
        title: its heading.
        text: Markdown under the heading.
    """

    path: str
    title: str
    text: str

    def whole(self) -> str:
        """Return the text of the file."""
        return f"# {self.title}\n\n{self.text.strip()}\n"


class Markup(str):
    """Text that is Markdown already: a cell takes it as it is."""

    __slots__ = ()


def link(text: object, target: str) -> Markup:
    """Make a link for a cell."""
    return Markup(f"[{cell(text)}]({target})")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay rows out as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in row) + " |" for row in lines) + "\n"


def cell(value: object) -> str:
    """Make a value fit into a cell: one line, no bar that would end it; lists by commas, nothing as a dash."""
    if value is None or value in ("", [], (), {}):
        return "–"
    if isinstance(value, Markup):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {cell(item)}" for key, item in value.items())
    return " ".join(escape(str(value)).split()).replace("|", "\\|")


def escape(text: str) -> str:
    """Keep angle brackets and stars of a text from being read as markup; what stands in backquotes is left alone."""
    parts = text.split("`")
    for place in range(0, len(parts), 2):
        parts[place] = parts[place].replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")
    return "`".join(parts)


def code(text: object) -> str:
    """Set a value as code, whatever it holds."""
    return f"`` {text} ``" if "`" in str(text) else f"`{text}`"


def facts(folder: str) -> dict[str, dict[str, object]]:
    """Read the fact files of a folder of the package, by file name.

    Args:
        folder: such as `law/instruments`.
    """
    paths = sorted((SOURCE / folder).glob("*.yaml"))
    return {path.stem: fact_file(path) for path in paths if not path.stem.startswith("_")}


def fact_file(path: Path) -> dict[str, object]:
    """Read one fact file."""
    found: dict[str, object] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def docstring(text: str | None) -> str:
    """Return a docstring without its indent; what stands under `Attributes:` and the like becomes a list."""
    out: list[str] = []
    for line in inspect.cleandoc(text or "").splitlines():
        name, colon, rest = line.strip().partition(": ")
        if line.startswith("    ") and colon and name.replace("_", "").isalnum():
            out.append(f"- `{name}`: {rest}")
        elif line in {"Args:", "Attributes:", "Returns:", "Raises:"}:
            out += [f"**{line}**", ""]
        else:
            out.append(line.strip() if out and out[-1].startswith("- `") else line)
    return "\n".join(out)
