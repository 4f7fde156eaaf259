"""Say what a file is that cannot be read as text, and what to do about it."""

from __future__ import annotations

from comity.errors import InputError
from comity.text.documents.package import member_names
from comity.text.format import Source
from comity.text.messages import Said, mark, say

_PICTURE = mark("this is a picture: it holds no text")
_TYPE_OFF = mark("type off what it shows, or run text recognition (OCR) and give the result")
_SAVE_AS = mark("open it and save a copy as DOCX, XLSX, PDF or plain text")
_UNPACK = mark("unpack it and give the file inside")

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", _PICTURE, _TYPE_OFF),
    (b"\x89PNG\r\n\x1a\n", _PICTURE, _TYPE_OFF),
    (b"GIF8", _PICTURE, _TYPE_OFF),
    (b"II*\0", _PICTURE, _TYPE_OFF),
    (b"MM\0*", _PICTURE, _TYPE_OFF),
    (b"{\\rtf", mark("this is a rich text file (RTF), which is not read"), _SAVE_AS),
    (b"PK\x03\x04", mark("this is a ZIP archive or a document of a kind that is not read"), _UNPACK),
    (b"PK\x05\x06", mark("this is an empty ZIP archive"), _UNPACK),
    (b"\x1f\x8b", mark("this is a packed file (gzip)"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", mark("this is a packed archive (7z)"), _UNPACK),
    (b"Rar!\x1a\x07", mark("this is a packed archive (RAR)"), _UNPACK),
    (b"SQLite format 3\0", mark("this is a database (SQLite)"), mark("a device or messenger database is read with `comity read`")),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound File Binary (MS-CFB): old Word and Excel, Outlook messages, and the shell of password-protected DOCX and XLSX."""


def is_known_binary(data: bytes) -> bool:
    """Tell whether the bytes begin as a kind that holds no plain text does."""
    return any(data.startswith(magic) for magic, _, _ in _KINDS)


def explain_unreadable(source: Source) -> InputError:
    """Make the error for a file that no format reads."""
    message, hint = _explain(source.data)
    return InputError(message, place=source.name, hint=hint)


def _explain(data: bytes) -> tuple[Said, Said]:
    if data.startswith(_COMPOUND):
        return _explain_compound(data)
    if data.startswith(b"PK\x03\x04") and not member_names(data):
        return say("the document is broken or cut short"), say("get it again from its source, or open it, repair it and save a copy")
    for magic, message, hint in _KINDS:
        if data.startswith(magic):
            return say(message), say(hint)
    return say("this is no text and no document of a known format"), say("give txt, md, docx, pdf, xlsx, csv, eml or html")


def _explain_compound(data: bytes) -> tuple[Said, Said]:
    if _utf16("EncryptedPackage") in data:
        return say("the document is protected with a password"), say(
            "open it with the password, save a copy without one, and give the copy"
        )
    if _utf16("__substg1.0_") in data or _utf16("__properties_version1.0") in data:
        return say("this is an Outlook message (MSG), which is not read"), say("save the message as EML or as text")
    return say("this is a document of an old Office format (DOC, XLS, PPT), which is not read"), say(_SAVE_AS)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
