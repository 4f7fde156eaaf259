"""A graph of links as SVG: each identifier a link with a letter for its kind, each line as thick as its events are many."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comity.analysis.views.links import Graph, Node

WIDE, HIGH = 1200, 820
_EDGE = 40
_NAMED = 40
_MOST_LETTERS = 26
LETTERS = {
    "account": "A", "phone": "T", "email": "@", "ip": "#", "device": "D", "sim": "S", "wallet": "W", "person": "P", "cell": "C",
    "bank_account": "B",
}  # fmt: skip
"""The letter in the circle of each kind."""


def draw_graph(graph: Graph, title: str, href: Callable[[Node], str], words: Callable[[Node], str], kinds: Mapping[str, str]) -> SafeString:
    """Draw the graph.

    Args:
        graph: nodes with their places, and links.
        title: what the picture shows, for those who hear the page.
        href: where a node leads.
        words: what a node is, for the pointer and for those who hear the page.
        kinds: word of each kind, for the legend.
    """
    at = {node.id: (_EDGE + node.x * (WIDE - 2 * _EDGE), _EDGE + node.y * (HIGH - 2 * _EDGE)) for node in graph.nodes}
    number = {node.id: place for place, node in enumerate(graph.nodes)}
    beside: dict[str, list[str]] = {}
    for link in graph.links:
        beside.setdefault(link.one, []).append(str(number[link.other]))
        beside.setdefault(link.other, []).append(str(number[link.one]))
    lines = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="{}"/>',
        ((*_ones(*at[link.one], *at[link.other]), f"{min(0.6 + math.log10(link.events) * 1.1, 5):.1f}") for link in graph.links),
    )
    nodes = format_html_join(
        "",
        '<a class="node k-{}" id="n{}" href="{}" aria-label="{}" data-beside="{}"><title>{}</title><circle cx="{}" cy="{}" r="{}"/></a>',
        (
            (
                node.kind,
                place,
                href(node),
                words(node),
                " ".join(beside.get(node.id, ())[:40]),
                words(node),
                *_ones(*at[node.id], _radius(node)),
            )
            for place, node in enumerate(graph.nodes)
        ),
    )
    # what stands on the circles is no part of the links: their names are said whole
    signs = format_html_join(
        "",
        '<text class="letter" x="{}" y="{}">{}</text>{}',
        (
            (
                *_ones(at[node.id][0], at[node.id][1] + 3.5),
                LETTERS.get(node.kind, "?"),
                _name(node, *at[node.id]) if place < _NAMED else "",
            )
            for place, node in enumerate(graph.nodes)
        ),
    )
    there = [kind for kind in LETTERS if any(node.kind == kind for node in graph.nodes)]
    legend = format_html_join(
        "",
        '<g class="k-{}"><circle cx="18" cy="{}" r="8"/><text class="letter" x="18" y="{}">{}</text>'
        '<text class="name" x="32" y="{}">{}</text></g>',
        (
            (kind, y, y + 3.5, LETTERS[kind], y + 4, kinds.get(kind, kind))
            for kind, y in ((kind, 18 + 20 * n) for n, kind in enumerate(there))
        ),
    )
    return format_html(
        '<svg class="graph" viewBox="0 0 {} {}" role="group" aria-label="{}"><g class="lines">{}</g>{}'
        '<g class="signs" aria-hidden="true">{}</g><g aria-hidden="true">{}</g></svg>',
        WIDE, HIGH, title, lines, nodes, signs, legend,
    )  # fmt: skip


def _radius(node: Node) -> float:
    return 8 + min(math.log10(max(node.events, 1)) * 2.2, 8)


def _name(node: Node, x: float, y: float) -> SafeString:
    text = node.value if len(node.value) <= _MOST_LETTERS else node.value[: _MOST_LETTERS - 1] + "…"
    # a name stands where there is room: before the circle at the right edge, else after it
    end = x > WIDE - 200
    place = x - _radius(node) - 3 if end else x + _radius(node) + 3
    return format_html('<text class="name{}" x="{}" y="{}">{}</text>', " end" if end else "", *_ones(place, y + 4), text)


def _ones(*numbers: float) -> tuple[str, ...]:
    return tuple(f"{number:.1f}" for number in numbers)
