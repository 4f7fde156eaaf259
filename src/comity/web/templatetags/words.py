"""Words and values on pages.

{% t "No cases yet" %}    {% t "{count} leads" count=number %}    {% tn "{count} case" "{count} cases" count=number %}
{{ moment|in_zone:case.zone }}    a time in the zone of the case, with its offset, and UTC on focus
{{ value|identifier }}            an identifier: left to right, monospaced, never broken into another script
{% may "case.change" case=case as change %} ... {{ change.is_allowed }} {{ change.why|said }}
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from comity.desk.rights.decide import Decision
from comity.model.time import as_rfc3339, system_clock
from comity.text.messages import Messages

register = template.Library()


def speaker() -> Messages:
    """The messages of the language of this request."""
    return Messages(get_language() or "en")


@register.simple_tag
def t(key: str, **fields: Any) -> str:
    """Say a sentence in the reader's language."""
    return speaker()(key, **fields)


@register.simple_tag
def tn(one: str, many: str, count: int, **fields: Any) -> str:
    """Say a sentence that counts something."""
    return speaker().plural(one, many, count=count, **fields)


@register.filter
def said(text: str | None) -> str:
    """Say again in the reader's language what the program said."""
    return speaker().of(text or "")


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
    return words.get(language) or words["en"]


@register.filter
def named(title: Any, language: str) -> str:
    """Say a title that knows its languages."""
    return str(title.told(language))


@register.filter
def field_id(key: str) -> str:
    """Return the id of the element of a request's field."""
    return "f-" + key.replace(".", "-")
