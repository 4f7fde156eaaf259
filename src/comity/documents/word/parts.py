"""Writes the parts of the DOCX package around the text: styles, numbering, heads and feet, properties."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from comity.documents.document import Document
from comity.documents.word.anchors import document_properties
from comity.documents.word.body import NAMESPACES, culture
from comity.text.fonts import BY_SCRIPT, MONO, SERIF

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ITEM_FORMS = {"latin": ("lowerLetter", "(%{})"), "cyrillic": ("russianLower", "%{})"), "digits": ("decimal", "%{})")}
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def static_part(name: str) -> str:
    """Return a part that is the same in every document."""
    return (files("comity.documents.word") / "package" / name).read_text(encoding="utf-8")


def relationships(figures: int) -> str:
    """Return `word/_rels/document.xml.rels` with one relationship a picture."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    rows = "".join(
        f'  <Relationship Id="rIdFigure{number}" Type="{kind}" Target="media/figure{number}.png"/>\n' for number in range(1, figures + 1)
    )
    return static_part("document-rels.xml").replace("</Relationships>", f"{rows}</Relationships>")


def styles(document: Document) -> str:
    """Return `word/styles.xml` for the language and direction of the document."""
    text = static_part("styles.xml")
    marks = {
        "SERIF": SERIF,
        "MONO": MONO,
        "ARABIC": BY_SCRIPT["Arab"],
        "LANG": culture(document.language),
        "BODY": "624" if document.numbering == "sections" else "454",
    }
    for mark, style in (("NUM2", "Heading2"), ("NUMP", "LetterNumbered"), ("NUMI", "LetterItem")):
        level = level_of(document, style)
        marks[mark] = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level >= 0 else ""
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return text


def numbering(document: Document) -> str:
    """Return `word/numbering.xml`: sections and paragraphs, or paragraphs alone; items begin again after each."""
    form, mark = _ITEM_FORMS[document.item_style]
    if document.numbering == "sections":
        levels = [
            ("decimal", "%1", "Heading2", 624, 624),
            ("decimal", "%1.%2", "LetterNumbered", 624, 624),
            (form, mark.format(3), "LetterItem", 1134, 510),
        ]
    else:
        levels = [("decimal", "%1.", "LetterNumbered", 454, 454), (form, mark.format(2), "LetterItem", 907, 453)]
    written = "".join(_level(number, *level) for number, level in enumerate(levels))
    abstract = f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{written}</w:abstractNum>'
    return f'{_HEAD}<w:numbering {NAMESPACES}>{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


def _level(number: int, form: str, text: str, style: str, left: int, hanging: int) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )


def level_of(document: Document, style: str) -> int:
    """Return the numbering level of a paragraph style."""
    order = ("Heading2", "LetterNumbered", "LetterItem") if document.numbering == "sections" else ("LetterNumbered", "LetterItem")
    return order.index(style) if style in order else -1


def header(document: Document, *, first: bool) -> str:
    """Return the head of the pages: warnings, and from the second page on the reference."""
    direction, turn = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if document.rtl else ("", "")
    style = f'<w:pPr><w:pStyle w:val="Warning"/>{direction}</w:pPr>'
    warnings = "".join(f"<w:p>{style}<w:r>{turn}<w:t>{escape(text)}</w:t></w:r></w:p>" for text in document.banners)
    shown = "" if first else escape(document.reference, quote=False)
    reference = f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p>'
    return f"{_HEAD}<w:hdr {NAMESPACES}>{warnings}{reference}</w:hdr>"


def footer() -> str:
    """Return the foot of the pages: number and count."""
    field = '<w:fldSimple w:instr=" {0} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    between = '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    numbers = f"{field.format('PAGE')}{between}{field.format('NUMPAGES')}"
    return f'{_HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{numbers}</w:p></w:ftr>'


def settings(document: Document) -> str:
    """Return `word/settings.xml`: no automatic hyphenation, the languages of the text, fields renewed by the program."""
    tag = culture(document.language)
    return (
        f'{_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:autoHyphenation w:val="false"/><w:defaultTabStop w:val="709"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{tag}" w:bidi="{tag if document.rtl else "fa-IR"}"/></w:settings>'
    )


def custom_properties(document: Document) -> str:
    """Return `docProps/custom.xml`: what the document is, and its anchors."""
    rows = "".join(
        f'<property fmtid="{_FMTID}" pid="{pid}" name="{escape(name)}"><vt:lpwstr>{escape(value, quote=False)}</vt:lpwstr></property>'
        for pid, (name, value) in enumerate(document_properties(document).items(), start=2)
    )
    spaces = (
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    )
    return f"{_HEAD}<Properties {spaces}>{rows}</Properties>"


def core_properties(document: Document, stamp: str) -> str:
    """Return `docProps/core.xml` (ECMA-376 part 2, section 11)."""
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    times = "".join(f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified"))
    return (
        f"{_HEAD}<cp:coreProperties {spaces}><dc:title>{escape(document.title, quote=False)}</dc:title>"
        f"<dc:creator>{escape(document.sender, quote=False)}</dc:creator><dc:language>{culture(document.language)}</dc:language>"
        f"<cp:keywords>{escape(document.template)}</cp:keywords>{times}</cp:coreProperties>"
    )
