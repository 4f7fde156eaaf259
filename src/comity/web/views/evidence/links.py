"""The graph of links: the fullest links, laid out once by the server and kept; the table below holds each of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.analysis.views.links import MOST_NODES, Node
from comity.desk.evidence.stored_graph import graph_of
from comity.text.messages import mark
from comity.web.pictures.graph import draw_graph
from comity.web.views.evidence.scene import A_PAGE, choice_of, local, page_of, query_of, scene_of, sources_of

SIZES = (60, 150, 500, MOST_NODES)
ENTITY_WORDS: dict[str, str] = {
    "account": mark("account of a service"),
    "phone": mark("telephone number"),
    "email": mark("mailbox"),
    "ip": mark("IP address"),
    "device": mark("device"),
    "sim": mark("SIM card"),
    "wallet": mark("wallet"),
    "person": mark("person by name"),
    "cell": mark("mobile cell"),
    "bank_account": mark("bank account"),
}


@require_safe
def evidence_links(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show who and what is linked."""
    scene = scene_of(request, case_id, "links")
    if scene.production is None:
        return render(request, "desk/evidence/links.html", scene.around)
    choice, t = choice_of(request.GET, scene.case.zone), scene.worker.t
    text = request.GET.get("most", "")
    most = int(text) if text in {str(size) for size in SIZES} else SIZES[1]
    found, digest = graph_of(scene.production, choice, most)
    address = reverse("evidence-links", args=[scene.case.pk])

    def words(node: Node) -> str:
        return f"{node.value} ({t(ENTITY_WORDS.get(node.kind, node.kind))}): " + t.plural(
            "{count} event", "{count} events", count=node.events
        )

    picture = draw_graph(
        found,
        t("Links"),
        lambda node: f"{address}?{urlencode({'who': node.id, 'most': most})}",
        words,
        {k: t(v) for k, v in ENTITY_WORDS.items()},
    )
    page = page_of(request.GET, len(found.links))
    context = {
        **scene.around,
        "choice": choice,
        "graph": found,
        "digest": digest,
        "picture": picture if found.nodes else "",
        "links": found.links[page.offset : page.offset + A_PAGE],
        "page": page,
        "query": query_of(choice, most=most),
        "most": most,
        "sizes": SIZES,
        "entity_words": ENTITY_WORDS,
        "since": local(choice.since, scene.case.zone),
        "until": local(choice.until, scene.case.zone),
        "sources": sources_of(scene.production),
    }
    return render(request, "desk/evidence/links.html", context)
