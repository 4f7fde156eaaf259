"""Find plug-ins by walking a package: one thing, one file.

A folder of plug-ins is a package; each module in it (names that begin with `_` aside) holds exactly one concrete subclass of the
base. Listing reads file names only; a module is imported when its plug-in is used, so `--help` stays quick. The slug is
the module's name. Two plug-ins with one code: an error.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import TypeVar

from comity.errors import KnowledgeError

P = TypeVar("P")


def slugs(package: str) -> tuple[str, ...]:
    """List the plug-ins of a package by file name, without importing them.

    Args:
        package: dotted name, such as `comity.routing.channels`.
    """
    names = (entry.name for entry in files(package).iterdir())
    return tuple(sorted(name[:-3] for name in names if name.endswith(".py") and not name.startswith("_")))


def load(package: str, slug: str, base: type[P]) -> type[P]:
    """Import one plug-in.

    Returns:
        The one concrete subclass of `base` that the module defines.

    Raises:
        KnowledgeError: the module defines none, or more than one.
    """
    module = import_module(f"{package}.{slug}")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__ and not inspect.isabstract(value)
    ]
    if len(found) != 1:
        raise KnowledgeError(
            f"{len(found)} plug-ins of kind {base.__name__} where one is expected",
            place=f"{package}.{slug}",
            hint="one file holds one plug-in; begin the names of helpers with an underscore",
        )
    return found[0]


def walk(package: str, base: type[P]) -> Iterator[tuple[str, type[P]]]:
    """Import every plug-in of a package, in the order of the slugs."""
    for slug in slugs(package):
        yield slug, load(package, slug, base)
