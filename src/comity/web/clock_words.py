"""Words for clocks."""

from __future__ import annotations

from comity.text.messages import mark

CLOCKS: dict[str, str] = {
    "preservation_expiry": mark("preservation ends"),
    "extension_lead": mark("ask for the extension of the preservation"),
    "retention_expiry": mark("the holder deletes the data"),
    "freeze_expiry": mark("freeze ends"),
    "answer_due": mark("answer due"),
    "bring_back": mark("bring back"),
}
