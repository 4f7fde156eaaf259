"""E-mail from an official mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from comity.exchange.contents import Envelope, PackFile
from comity.exchange.transport import Transport
from comity.text.messages import mark

EML = "message/rfc822"


class Email(Transport):
    """A mail with the files attached, which waits in the sender's own mail program."""

    label = mark("official e-mail")
    pack_label = mark("e-mail pack (EML)")
    rank = 20
    hints = (mark("Please find the request and its annexes attached."),)

    def pack(self, envelope: Envelope, files: Sequence[PackFile]) -> PackFile:
        """Write a mail that mail programs open as a draft of one's own (`X-Unsent`), so that the sender looks at it once more."""
        message = EmailMessage(policy=SMTP)
        message["Subject"] = " ".join(envelope.subject.split())
        if envelope.sender_mailbox:
            message["From"] = envelope.sender_mailbox
        if envelope.mailbox:
            message["To"] = envelope.mailbox
        message["X-Unsent"] = "1"
        message.set_content(self.contents(envelope, files).content.decode("utf-8"))
        for file in files:
            main, _, sub = file.media.partition("/")
            message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        return PackFile(f"{envelope.number}.eml", EML, message.as_bytes())
