"""The errors, from their classes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from comity import errors
from tools.reference.page import Page, docstring, table


def pages() -> Iterator[Page]:
    """Show the tree of errors and the exit code of each."""
    tree, _, rest = inspect.cleandoc(errors.__doc__ or "").partition("\n")[2].strip("\n").partition("\n\n")
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.ComityError)]
    kinds.sort(key=lambda kind: (len(kind.__mro__), kind.__name__))
    rows = [(f"`{kind.__name__}`", docstring(kind.__doc__).splitlines()[0], kind.exit_code) for kind in kinds]
    listed = table(["error", "what happened", "exit code"], rows)
    base = docstring(errors.ComityError.__doc__)
    yield Page("errors.md", "Errors", f"```text\n{inspect.cleandoc(tree)}\n```\n\n{rest}\n\n{listed}\n{base}")
