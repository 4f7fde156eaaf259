"""The three shapes of a pack: a ZIP for a portal, a mail that waits in the mail program, a ZIP to print and post."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from comity.desk.packs.contents import Envelope, PackFile, contents_text
from comity.text.messages import Messages, mark

ZIP = "application/zip"
EML = "message/rfc822"
SHAPES: dict[str, str] = {"portal": mark("portal pack (ZIP)"), "email": mark("e-mail pack (EML)"), "post": mark("post pack (ZIP)")}
_FIXED = (1980, 1, 1, 0, 0, 0)


def shaped(way: str, envelope: Envelope, files: Sequence[PackFile]) -> PackFile:
    """Put files into the pack of a way.

    Args:
        way: `portal`, `email` or `post`.
        envelope: what is said about them.
        files: the files.
    """
    if way == "email":
        return _mail(envelope, files)
    t = Messages(envelope.language)
    hints = _PORTAL if way == "portal" else _POST
    listed = contents_text(envelope, files, [t(hint) for hint in hints], t)
    return PackFile(f"{envelope.number}-{way}.zip", ZIP, _zip([listed, *files]))


_PORTAL = (
    mark("Sign in to the portal with your own official account, and attach the files of this pack."),
    mark("Copy identifiers from identifiers.csv, not by hand."),
    mark("Note the reference that the portal gives, and enter it at the desk."),
)
_POST = (
    mark("Print the letter, have it signed and stamped, and post it with its annexes by registered mail."),
    mark("Keep the number of the consignment, and enter it at the desk."),
)


def _zip(files: Sequence[PackFile]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _FIXED), file.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _mail(envelope: Envelope, files: Sequence[PackFile]) -> PackFile:
    """Write a mail that mail programs open as a draft of one's own (`X-Unsent`), so that the sender looks at it once more."""
    t = Messages(envelope.language)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(envelope.subject.split())
    if envelope.sender_mailbox:
        message["From"] = envelope.sender_mailbox
    if envelope.mailbox:
        message["To"] = envelope.mailbox
    message["X-Unsent"] = "1"
    told = contents_text(envelope, files, [t("Please find the request and its annexes attached.")], t)
    message.set_content(told.content.decode("utf-8"))
    for file in files:
        main, _, sub = file.media.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return PackFile(f"{envelope.number}.eml", EML, message.as_bytes())
