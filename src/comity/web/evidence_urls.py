"""The addresses of what came back to a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.views.evidence import event, leads, links, places, productions, starred, threads, timeline, words

_CASE = "cases/<int:case_id>/evidence/"

EVIDENCE_PAGES: tuple[URLPattern, ...] = (
    path(_CASE, productions.evidence, name="evidence"),
    path(f"{_CASE}read/", productions.evidence_read, name="evidence-read"),
    path(f"{_CASE}read/<int:job_id>/stop/", productions.evidence_stop, name="evidence-stop"),
    path(f"{_CASE}zone/", productions.evidence_zone, name="evidence-zone"),
    path(f"{_CASE}rest/", productions.evidence_rest, name="evidence-rest"),
    path(f"{_CASE}timeline/", timeline.evidence_timeline, name="evidence-timeline"),
    path(f"{_CASE}timeline/bins/", timeline.evidence_bins, name="evidence-bins"),
    path(f"{_CASE}conversations/", threads.evidence_threads, name="evidence-threads"),
    path(f"{_CASE}conversations/one/", threads.evidence_thread, name="evidence-thread"),
    path(f"{_CASE}map/", places.evidence_map, name="evidence-map"),
    path(f"{_CASE}links/", links.evidence_links, name="evidence-links"),
    path(f"{_CASE}words/", words.evidence_words, name="evidence-words"),
    path(f"{_CASE}event/", event.evidence_event, name="evidence-event"),
    path(f"{_CASE}mark/", event.evidence_mark, name="evidence-mark"),
    path(f"{_CASE}leads/", leads.evidence_leads, name="evidence-leads"),
    path(f"{_CASE}leads/take/", leads.evidence_lead, {"verb": "take"}, name="evidence-lead"),
    path(f"{_CASE}leads/preserve/", leads.evidence_lead, {"verb": "preserve"}, name="evidence-preserve"),
    path(f"{_CASE}starred/", starred.evidence_starred, name="evidence-starred"),
    path(f"{_CASE}starred/events.<str:format_>", starred.evidence_paper, name="evidence-paper"),
)
