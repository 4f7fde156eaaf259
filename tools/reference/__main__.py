"""Make the reference pages: `python -m tools.reference`; `--check` only holds them against what they promise.

The pages are written into `docs/reference/`, which is not kept in the repository but for the glossary and the schemas. Pages that are
no longer made are removed. A check fails when a page says nothing, when a link leads nowhere, or when the contents of the documentation
(`mkdocs.yml`) name a page that is not there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import yaml

from tools.reference.page import REFERENCE, ROOT, Page

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
_CODE = re.compile(r"(`+).*?\1", re.DOTALL)
_EMPTY = re.compile(r"\A# [^\n]+\n+\s*\Z")


def chapters() -> list[str]:
    """List the chapters by file name."""
    return sorted(path.stem for path in (Path(__file__).parent / "pages").glob("*.py") if not path.stem.startswith("_"))


def all_pages() -> dict[str, Page]:
    """Make every page, by its path."""
    made = [page for chapter in chapters() for page in import_module(f"tools.reference.pages.{chapter}").pages()]
    return {page.path: page for page in sorted(made, key=lambda page: page.path)}


def problems(pages: dict[str, Page]) -> Iterator[str]:
    """Tell what is wrong with the pages, a line each."""
    for path, page in pages.items():
        text = page.whole()
        if _EMPTY.match(text):
            yield f"{path}: says nothing"
        for link in _LINK.findall(_CODE.sub("", text)):
            target = (REFERENCE / path).parent.joinpath(link).resolve()
            if not target.exists() and (not target.is_relative_to(REFERENCE) or target.relative_to(REFERENCE).as_posix() not in pages):
                yield f"{path}: leads nowhere: {link}"
    for path in contents(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]):
        name = path.removeprefix("reference/")
        if name == path and not (ROOT / "docs" / path).exists():
            yield f"mkdocs.yml: no such page: {path}"
        if name != path and name not in pages:
            yield f"mkdocs.yml: no such page of the reference: {path}"


def contents(part: object) -> Iterator[str]:
    """List the pages of the contents, at any depth."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for item in part:
            yield from contents(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from contents(item)


def write(pages: dict[str, Page]) -> None:
    """Write the pages, and remove those that are no longer made."""
    for path in REFERENCE.rglob("*.md"):
        if path.relative_to(REFERENCE).as_posix() not in pages:
            path.unlink()
    for name, page in pages.items():
        target = REFERENCE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text(encoding="utf-8") != page.whole():
            target.write_text(page.whole(), encoding="utf-8")


if __name__ == "__main__":
    every = all_pages()
    wrong = list(problems(every))
    if "--check" not in sys.argv[1:]:
        write(every)
    print("\n".join([*wrong, f"{len(every)} pages of the reference, {len(wrong)} problems"]))
    sys.exit(1 if wrong else 0)
