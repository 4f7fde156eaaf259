"""Events on pages.

{{ event|moment:case.zone }}      its time in the zone of the case, as precise as it was written, with the offset; else as written, and why
{{ event|people }}                who to whom
{% query_with query page=2 %}     the same address with something else in it
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comity.web.templatetags.words import speaker

register = template.Library()
_FORMS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%d %H h", "minute": "%Y-%m-%d %H:%M"}
_FRACTION = {"millisecond": 3, "microsecond": 6, "nanosecond": 6}
_MOST_PEOPLE = 4


@register.filter
def moment(event: Any, zone: str) -> SafeString:
    """Write the time of an event as precisely as it was written; what was written stands in its title."""
    return told_moment(event.ts_utc, event.ts_raw, event.ts_precision, zone)


@register.filter
def marked_moment(mark: Any, zone: str) -> SafeString:
    """Write the time of an event that was marked."""
    return told_moment(mark.at, mark.facts.get("ts_raw"), mark.facts.get("ts_precision"), zone)


def told_moment(at: datetime | None, raw: str | None, precision: str | None, zone: str) -> SafeString:
    """Write a moment in a zone with its offset; one that is not known as it was written, and that its zone is not known."""
    if at is None:
        words = speaker()("zone not known") if raw else speaker()("no time")
        return format_html('<span dir="ltr">{}</span> <span class="tag check">{}</span>', raw or "", words)
    there = at.astimezone(ZoneInfo(zone))
    text = there.strftime(_FORMS.get(precision or "", "%Y-%m-%d %H:%M:%S"))
    if precision in _FRACTION:
        text += f".{there.microsecond:06d}"[: _FRACTION[precision] + 1]
    offset = there.strftime("%z")
    title = f"{at:%Y-%m-%dT%H:%M:%S}Z" + (f" · {raw}" if raw else "")
    return format_html(
        '<time datetime="{}" title="{}" dir="ltr">{} <span class="soft">{}:{}</span></time>',
        f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", title, text, offset[:3], offset[3:5],
    )  # fmt: skip


@register.filter
def people(event: Any) -> SafeString:
    """Write who to whom, each in its own run; without either the account."""
    targets = list(event.target_ids or [])
    sender = event.actor_id or (event.account_id if not targets else None)
    shown = format_html_join(", ", '<bdi class="id">{}</bdi>', ((one,) for one in targets[:_MOST_PEOPLE]))
    more = format_html(" +{}", len(targets) - _MOST_PEOPLE) if len(targets) > _MOST_PEOPLE else ""
    first = format_html('<bdi class="id">{}</bdi>', sender) if sender else ""
    return format_html("{}{}{}{}", first, " → " if targets else "", shown, more)


@register.simple_tag
def query_with(query: str, **changed: Any) -> str:
    """Write an address's query with something else in it; an empty value takes a name away."""
    kept = [(name, value) for name, value in parse_qsl(query) if name not in changed]
    return urlencode(kept + [(name, value) for name, value in changed.items() if value not in {None, ""}])


@register.filter
def last_part(path: str) -> str:
    """Return the last part of a path; the whole of it is long and stands elsewhere."""
    return path.rstrip("/").rsplit("/", 1)[-1]


@register.filter
def ends(link: Any) -> list[dict[str, str]]:
    """The two ends of a link: id, kind and value of each."""
    return [{"id": one, "kind": one.partition(":")[0], "value": one.partition(":")[2]} for one in (link.one, link.other)]
