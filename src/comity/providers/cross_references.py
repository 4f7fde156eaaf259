"""Whether the rows of the catalogue hold: patterns compile and match their own example, codes are codes, durations are durations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.knowledge.problem import Problem
from comity.providers.catalog import Catalog
from comity.providers.holdings import kept_for
from comity.providers.provider import Provider
from comity.text.messages import say

_CODE = re.compile(r"[A-Z]{2}\Z")


def broken_rows(catalog: Catalog) -> Iterator[Problem]:
    """Tell which rows of the catalogue cannot be what they should be."""
    for provider in catalog.values():
        place = provider.origin
        for pattern in provider.recognise.url_patterns:
            yield from _pattern(pattern.regex, pattern.example, f"{place}: recognise.url_patterns")
        for form in provider.identifiers:
            yield from _pattern(form.regex, form.example, f"{place}: identifiers[{form.kind}]")
        yield from _rows(provider, place)


def _rows(provider: Provider, place: str) -> Iterator[Problem]:
    if not _CODE.match(provider.country):
        yield Problem(
            "error",
            "country_code",
            f"{place}: country",
            say("`{country}` is no ISO 3166-1 alpha-2 code", country=provider.country),
            say("write XX where it is not known"),
        )
    for row in provider.retention:
        if row.duration is not None and kept_for(row) is None:
            yield Problem(
                "error",
                "duration",
                f"{place}: retention[{row.data}]",
                say("`{duration}` is no ISO 8601 duration", duration=row.duration),
                say("write P90D, P6M or 0"),
            )
    wording = " ".join(
        filter(None, (provider.legal_entity.us, provider.legal_entity.eu, provider.legal_entity.uk, provider.legal_entity.rest_of_world))
    )
    for region, names in provider.legal_entity_names.items():
        for name in names:
            if name not in wording:
                yield Problem(
                    "error",
                    "entity_name",
                    f"{place}: legal_entity_names.{region}",
                    say("`{name}` does not stand in the wording of `legal_entity`", name=name),
                    say("copy the name from there"),
                )
    if not provider.sources and provider.confidence == "read":
        yield Problem("error", "no_source", place, say("the provider says it was read, but names no source"), say("give `sources`"))


def _pattern(regex: str, example: str, place: str) -> Iterator[Problem]:
    try:
        found = re.compile(regex).search(example)
    except re.error as error:
        yield Problem("error", "regex", place, say("the pattern does not compile: {error}", error=error), say("correct the pattern"))
        return
    if found is None:
        yield Problem(
            "error",
            "regex",
            place,
            say("the pattern does not match its own example {example}", example=example),
            say("correct one of the two"),
        )
