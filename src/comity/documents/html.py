"""Writes a document as one HTML file for the screen: no script, nothing loaded, safe under a strict content security policy.

The style stands in the file; `STYLE_HASH` is what a server's policy has to allow for it (`style-src`). Every value is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files

from comity.documents.direction import runs_left_to_right
from comity.documents.document import Block, Break, Document, Figure, Heading, Line, Lines, Paragraph, Said, Shown, Table, TableKind

STYLE = (files("comity.documents") / "document.css").read_text(encoding="utf-8")
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""The digest of the style, in the form of Content Security Policy level 3, section 2.3.1."""


def write_html(document: Document) -> bytes:
    """Write the document as HTML."""
    blocks = "\n".join(_block(block) for block in document.blocks)
    banners = "".join(f'<p class="warning" role="note">{escape(text)}</p>\n' for text in document.banners)
    policy = f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    title = f"{document.title} – {document.reference}" if document.reference else document.title
    page = f"""<!DOCTYPE html>
<html lang="{escape(document.language)}" dir="{"rtl" if document.rtl else "ltr"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="comity-template" content="{escape(document.template)}">
<meta name="comity-reviewed-by-native-lawyer" content="{str(document.reviewed).lower()}">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body class="{document.numbering}">
{banners}<main>
{blocks}
</main>
</body>
</html>
"""
    return page.encode("utf-8")


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, line=line, number=number, new_page=new_page):
            style = ' class="annex"' if new_page else ""
            return f"<h{level}{style}>{_number(number)}{_line(line)}</h{level}>"
        case Paragraph(line=line, number=number, item=item, follows=follows):
            style = "item" if item else "numbered" if number or follows else "plain"
            return f'<p class="{style}">{_number(number)}{_line(line)}</p>'
        case Lines(kind=kind, lines=lines):
            return f'<div class="{kind}">' + "".join(f"<p>{_line(line)}</p>" for line in lines) + "</div>"
        case Figure(svg=svg, alt=alt, caption=caption):
            words = f"<figcaption>{_line(caption)}</figcaption>" if caption else ""
            return f'<figure><div role="img" aria-label="{escape(alt)}">{svg}</div>{words}</figure>'
        case Table(kind=TableKind.RECORDS, rows=rows, head=head, widths=widths):
            heads = "".join(f'<th scope="col">{_line(cell)}</th>' for cell in head)
            body = "".join("<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            style = "records wide" if widths else "records"
            return f'<table class="{style}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
        case Table(kind=kind, rows=rows):
            pairs = "".join(f"<dt>{_line(row[0])}</dt><dd>{''.join(_line(cell) for cell in row[1:])}</dd>" for row in rows)
            return f'<dl class="{kind.value}">{pairs}</dl>'


def _number(number: str) -> str:
    return f'<span class="number"><bdi>{escape(number)}</bdi></span> ' if number else ""


def _line(line: Line) -> str:
    return "".join(_inline(inline) for inline in line)


def _inline(inline: Said | Shown | Break) -> str:
    match inline:
        case Break():
            return "<br>"
        case Said(text=text, code=True):
            return _identifier(text)
        case Said(text=text, strong=strong):
            return f"<strong>{escape(text)}</strong>" if strong else escape(text)
        case Shown(text=text, missing=True):
            return f'<mark class="gap" data-fact="{escape(str(inline.ref))}">{escape(text)}</mark>'
        case Shown():
            return _value(inline)


def _identifier(text: str) -> str:
    return f'<bdi class="id" dir="ltr" translate="no">{escape(text)}</bdi>'


def _value(value: Shown) -> str:
    pieces = value.pieces or ((value.text, value.code),)
    inner = "".join(_identifier(text) if code else escape(text) for text, code in pieces)
    if value.strong:
        inner = f"<strong>{inner}</strong>"
    direction = ' dir="ltr"' if runs_left_to_right(value.text) else ""
    language = f' lang="{escape(value.language)}"' if value.language else ""
    return f'<span class="value" data-fact="{escape(str(value.ref))}"{language}{direction}>{inner}</span>'
