"""An aspect of a letter: how one is written.

One file in `aspects/`, its name the slug, with one subclass of `Aspect`:

    class Reference(Aspect):
        slug = "reference"
        fields = ("request.reference",)                  the facts it looks for
        telling_absence = ("request.reference",)         of these, the ones a letter plainly lacks when they are not found

        def read(self, letter: Letter) -> Iterator[Reading]:
            ...                                            yields what it finds, with its place; never guesses, never raises

`after` names the aspects whose readings it needs; they are in `letter.known`. Words that tell a fact are data: `phrases/*.yaml`
through `letter.cues(name)`. Aspects do not know each other.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading


class Aspect(ABC):
    """Reads some facts out of a letter.

    Attributes:
        slug: the name of its file.
        fields: ids of the facts it looks for.
        telling_absence: ids among them whose absence is a statement about the letter and no failure to read.
        after: slugs of the aspects that have to be read before.
    """

    slug: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    telling_absence: ClassVar[tuple[str, ...]] = ()
    after: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def read(self, letter: Letter) -> Iterator[Reading]:
        """Yield the facts that the letter states."""
