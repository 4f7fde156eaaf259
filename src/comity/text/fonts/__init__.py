"""The fonts that documents are set in: Noto, for every script of the languages that Comity writes.

Nothing is fetched and nothing is taken from the machine, so that a document looks the same everywhere. Licence: OFL-1.1.txt beside
this file. Identifiers are set in the monospaced font, whose zero is slashed.
"""

from comity.text.fonts.noto import BY_SCRIPT, MONO, SANS, SERIF, folder, font_files

__all__ = ["BY_SCRIPT", "MONO", "SANS", "SERIF", "folder", "font_files"]
