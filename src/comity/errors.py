"""The errors of Comity, split by who can do something about it.

    ComityError
    ├── InputError       the person who gave the file or the answer     exit code 2
    ├── KnowledgeError   the editor of a law or provider file           exit code 2
    ├── CustodyError     nobody: stop, keep all, call the custodian     exit code 3
    ├── ExchangeError    the network or the counterpart                 exit code 1
    └── RegisterError    the operator of the register                   exit code 2

An error carries plain values (a path, a code, a line), never the objects they are about.
A finding in a draft is no error but a value (`comity.model.finding`), and a refusal by an authority is data.
"""

from __future__ import annotations


class ComityError(Exception):
    """Something went wrong that a person should be told about.

    Attributes:
        message: what is wrong, with the value that was found.
        place: where: a path, a path and key (`case.yaml: leads[2].at`), a line; None when there is no place.
        hint: what the person can do next; None when nothing is known.
    """

    exit_code = 1

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class InputError(ComityError):
    """A file or an answer that a person gave cannot be used as it is."""

    exit_code = 2


class KnowledgeError(ComityError):
    """A file of facts (law, provider, rule, form, message catalogue) is not as its schema says."""

    exit_code = 2


class CustodyError(ComityError):
    """A seal, a proof or a digest does not hold."""

    exit_code = 3


class ExchangeError(ComityError):
    """The network or the counterpart failed."""

    exit_code = 1


class RegisterError(ComityError):
    """The register cannot do what was asked; its operator can help."""

    exit_code = 2
