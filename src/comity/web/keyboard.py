"""The keys of the desk: one table from which the pages bind them and the help tells them, so that the two cannot differ.

A key is told by its place on the keyboard (`KeyboardEvent.code`), so that it is the same on Latin, Cyrillic and Arabic layouts. Nothing is
reached by a key alone: every binding stands for a link, a field or a button of the page. Keys of one character can be switched off
(WCAG 2.2, 2.1.4), and none acts while somebody types.

What a binding does:
    go       follows a link of the page (`place` is the name of an address)
    field    goes to a field (`place` is its id)
    row      goes to the next or the previous row (`place` is 1 or -1); Enter then opens it, as it does for any link
    tab      opens a tab of the case (`place` is its number)
    press    presses the button that names this key (`{% key "…" %}` in its tag)
    send     presses the main button of the form in which one types
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from comity.text.messages import mark

COOKIE = "comity_keys"
OFF = "off"
EVERYWHERE, IN_A_CASE, ON_LEADS, WHILE_TYPING = "everywhere", "case", "leads", "typing"
PARTS: dict[str, str] = {
    EVERYWHERE: mark("On every page"),
    IN_A_CASE: mark("In a case"),
    ON_LEADS: mark("On the leads of a case"),
    WHILE_TYPING: mark("While you type"),
}


@dataclass(frozen=True, slots=True)
class Binding:
    """One key, or one after the other.

    Attributes:
        codes: places on the keyboard, one after the other; `Shift+` and `Ctrl+` stand before the place.
        shown: how it is written on the caps of a Latin keyboard.
        does: what it does; see above.
        place: with what.
        what: what that is, in words.
        part: where it holds.
    """

    codes: str
    shown: str
    does: str
    place: str
    what: str
    part: str = EVERYWHERE

    @property
    def caps(self) -> list[str]:
        """The keys to press, one after the other."""
        return self.shown.split()


BINDINGS: tuple[Binding, ...] = (
    Binding("Slash", "/", "field", "find", mark("Find words or an identifier")),
    Binding("Shift+Slash", "?", "go", "keyboard", mark("This help")),
    Binding("KeyJ", "j", "row", "1", mark("To the next row; Enter opens it")),
    Binding("KeyK", "k", "row", "-1", mark("To the row before")),
    Binding("KeyN", "n", "go", "new-case", mark("New case")),
    Binding("KeyG KeyT", "g t", "go", "today", mark("Today")),
    Binding("KeyG KeyC", "g c", "go", "cases", mark("Cases")),
    Binding("KeyG KeyI", "g i", "go", "incoming-list", mark("From abroad")),
    Binding("KeyG KeyD", "g d", "go", "directory", mark("Directory")),
    Binding("KeyG KeyS", "g s", "go", "statistics", mark("Statistics")),
    Binding("KeyG KeyL", "g l", "go", "course", mark("Course")),
    Binding("KeyG KeyJ", "g j", "go", "journal", mark("Journal")),
    Binding("KeyG KeyP", "g p", "go", "people", mark("People")),
    *(
        Binding(f"Digit{number}", str(number), "tab", str(number), words, IN_A_CASE)
        for number, words in enumerate((mark("The first tab"), mark("The second tab, and so on"), "", "", "", "", "", "", ""), start=1)
    ),
    Binding("KeyA", "a", "press", "accept_valid", mark("Accept all valid"), ON_LEADS),
    Binding("KeyU", "u", "press", "undo", mark("Undo"), ON_LEADS),
    Binding("Ctrl+KeyS", "Ctrl+S", "send", "", mark("Save"), WHILE_TYPING),
)
PRESSED: dict[str, Binding] = {one.place: one for one in BINDINGS if one.does == "press"}


def are_on(request: HttpRequest) -> bool:
    """Tell whether the keys are on in this browser."""
    return request.COOKIES.get(cookie_name()) != OFF


def cookie_name() -> str:
    """The name of the cookie that keeps them off."""
    prefix = "__Host-" if settings.CONFIGURATION.secure else ""
    return f"{prefix}{COOKIE}"


def address_of(binding: Binding) -> str:
    """Where a binding leads; empty where it leads nowhere."""
    return reverse(binding.place) if binding.does == "go" else ""


def told() -> Iterable[tuple[str, list[Binding]]]:
    """List the bindings for the help, part by part; those without words of their own are told by the one before."""
    return [(words, [one for one in BINDINGS if one.part == part and one.what]) for part, words in PARTS.items()]
