"""Refuse passwords that a list of common passwords, names, keyboard rows and dates would guess (after the method of zxcvbn).

Nothing is asked about kinds of letters: a long phrase does, `Prokuratura2026!` does not. The estimate runs on this machine alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from comity.desk.models.person import Person
from comity.desk.models.unit import Unit
from comity.text.messages import Messages

FEWEST_GUESSES = 10**8
_ENOUGH = 72
"""Letters that are looked at: what follows makes no password easier."""

# Words of the office and of its places, as people write them in passwords.
_OFFICE = (
    "comity",
    "police",
    "polisiya",
    "politsiya",
    "militsiya",
    "miliciya",
    "prokuratura",
    "prokuror",
    "sledovatel",
    "sledstvie",
    "upravlenie",
    "ministerstvo",
    "otdel",
    "kiber",
    "cyber",
    "полиция",
    "милиция",
    "прокуратура",
    "прокурор",
    "следователь",
    "следствие",
    "управление",
    "министерство",
    "отдел",
    "кибер",
    "пароль",
    "служба",
    "bishkek",
    "almaty",
    "astana",
    "tashkent",
    "dushanbe",
    "ashgabat",
    "tbilisi",
    "yerevan",
    "baku",
    "бишкек",
    "алматы",
    "астана",
    "ташкент",
    "душанбе",
    "ашхабад",
    "тбилиси",
    "ереван",
    "баку",
)
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")


class HardToGuess:
    """A rule for passwords, in the form that Django asks for."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse a password of fewer than `FEWEST_GUESSES` guesses.

        Raises:
            ValidationError: it is guessed too soon.
        """
        from zxcvbn import zxcvbn

        known = [*_OFFICE, *_words_about(user)]
        typed = password[:_ENOUGH]
        # The same keys in the other layout: `йцукен` is `qwerty` to whoever guesses.
        for form in {typed, typed.lower().translate(_KEYS)}:
            if zxcvbn(form, user_inputs=known)["guesses"] < FEWEST_GUESSES:
                raise ValidationError(self.get_help_text(), code="easily_guessed")

    def get_help_text(self) -> str:
        """Say what is wanted."""
        from django.utils.translation import get_language

        t = Messages(get_language() or "en")
        return t("This password is common or soon guessed. Take a few words that do not belong together.")


def _words_about(user: Person | None) -> Iterator[str]:
    if user is not None:
        yield from user.login.split(".")
        yield from user.full_name.lower().split()
    for name in Unit.objects.values_list("name", flat=True)[:200]:
        yield from name.lower().split()
