"""Words and values on pages.

{% t "No cases yet" %}    {% t "{count} leads" count=number %}    {% tn "{count} case" "{count} cases" count=number %}
{{ moment|in_zone:case.zone }}    a time in the zone of the case, with its offset, and UTC on focus
{{ value|identifier }}            an identifier: left to right, monospaced, never broken into another script
{{ problem.message|said }}        what the program said, marked where that is in another language; `said_plain` in attributes
<p{% facts_lang %}>               a block of what the knowledge says: marked with its language where that is not the page's
{% may "case.change" case=case as change %} ... {{ change.is_allowed }} {{ change.why|said }}
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comity.desk.rights.decide import Decision
from comity.model.time import as_rfc3339, system_clock
from comity.routing.told_facts import in_language
from comity.text.languages import facts_language, find_language
from comity.text.messages import Messages, readable
from comity.web.keyboard import PRESSED

register = template.Library()


def speaker() -> Messages:
    """The messages of the language of this request."""
    return Messages(get_language() or "en")


@register.simple_tag
def t(key: str, **fields: Any) -> str:
    """Say a sentence in the reader's language; a field that is markup (a time, an identifier) stays markup."""
    if any(hasattr(value, "__html__") for value in fields.values()):
        return format_html(escape(speaker().verbatim(key)), **fields)
    return speaker()(key, **fields)


@register.simple_tag
def tn(one: str, many: str, count: int, **fields: Any) -> str:
    """Say a sentence that counts something."""
    return speaker().plural(one, many, count=count, **fields)


@register.filter
def said(text: str | None) -> str:
    """Say again in the reader's language what the program said; words of another language are marked as such."""
    speaks = speaker()
    words, tag = speaks.of(text or ""), speaks.language_of(text or "")
    return words if tag == speaks.language else format_html("<span{}>{}</span>", _marked(tag), words)


@register.filter
def said_plain(text: str | None) -> str:
    """Say again what the program said, for an attribute, where nothing can be marked."""
    return speaker().of(text or "")


@register.simple_tag
def facts_lang() -> str:
    """Write the attributes of an element that tells what the knowledge says, where that is not the language of the page."""
    tag = get_language() or "en"
    spoken = facts_language(tag)
    return "" if spoken == tag.split("-", maxsplit=1)[0] else _marked(spoken)


@register.filter
def fact(text: str | None) -> str:
    """Say a text of a file of facts: translated where the catalogue of facts has it, else in English as the file has it; marked."""
    tag = get_language() or "en"
    words = in_language(text or "", tag)
    spoken = "en" if words == text else facts_language(tag)
    return words if spoken == tag or not _LETTER.search(words) else format_html("<span{}>{}</span>", _marked(spoken), words)


_LETTER = re.compile(r"[^\W\d_]{2}")


def _marked(tag: str) -> SafeString:
    found = find_language(tag)
    return format_html(' lang="{}" dir="{}"', tag, found.direction if found else "auto")


@register.filter
def worded(code: object, table: dict[Any, str]) -> str:
    """Say the word of a code from a table of words; a code that has none stands as it is."""
    return speaker()(table[code]) if code in table else str(code)


@register.simple_tag(takes_context=True)
def may(context: template.Context, action: str, **about: Any) -> Decision:
    """Ask whether the person at work may do something."""
    decision: Decision = context["worker"].may(action, **about)
    return decision


@register.filter
def in_zone(moment: datetime | None, zone: str | None) -> str | SafeString:
    """Write a moment in a zone with its offset; the moment in UTC stands in its title."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    offset = local.strftime("%z")
    text = f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"
    return format_html('<time datetime="{0}" title="{0}" dir="ltr">{1}</time>', as_rfc3339(moment.replace(microsecond=0)), text)


@register.filter
def day(when: date | None) -> str | SafeString:
    """Write a day, year first, in its own left-to-right run."""
    return "" if when is None else format_html('<time datetime="{0}" dir="ltr">{0}</time>', when.isoformat()[:10])


@register.filter
def identifier(value: object) -> SafeString:
    """Write an identifier in its own left-to-right run."""
    return format_html('<bdi dir="ltr" class="id">{}</bdi>', value)


@register.filter
def days_until(day: date) -> int:
    """Count the days from today to a day."""
    return (day - system_clock().date()).days


@register.filter
def joined(values: Any) -> str:
    """List values by commas."""
    return ", ".join(str(value) for value in values)


@register.filter
def lookup(table: Any, key: Any) -> Any:
    """Return the value of a key, or nothing."""
    return table.get(key) if hasattr(table, "get") else None


@register.filter
def percent(share: float | None) -> str:
    """Write a share in whole percent."""
    return "" if share is None else f"{100 * share:.0f} %"


@register.filter
def told(words: Any, language: str) -> Any:
    """Say words that a file gives in several languages; English where there are none in the reader's."""
    return next((words[tag] for tag in readable(language) if words.get(tag)), words["en"])


@register.filter
def named(title: Any, language: str) -> str:
    """Say a title that knows its languages."""
    return str(title.told(facts_language(language)))


@register.simple_tag(takes_context=True)
def key(context: template.Context, name: str) -> str:
    """Give a button its key of the keyboard's table: the attribute that the script reads, and the title that tells it."""
    binding = PRESSED[name]
    if not context.get("keys_are_on", True):
        return ""
    return format_html(' data-key="{}" aria-keyshortcuts="{}"', binding.codes, binding.shown.upper())


@register.filter
def field_id(key: str) -> str:
    """Return the id of the element of a request's field."""
    return "f-" + key.replace(".", "-")
