"""The addresses of the pages. Every screen has its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from comity.web.api.api import api
from comity.web.views import (
    calendar,
    case,
    cases,
    directory,
    door,
    failures,
    journal,
    leads,
    money,
    people,
    plan,
    requests,
    search,
    second_factor,
    sending,
    statistics,
    today,
)

PAGES: tuple[URLPattern, ...] = (
    path("", today.today, name="today"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-in/code/", door.sign_in_code, name="sign-in-code"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("prove/", door.prove, name="prove"),
    path("language/", door.choose_language, name="language"),
    path("first/<str:key>/", door.first_person, name="first-person"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("second-factor/code.svg", second_factor.second_factor_image, name="second-factor-image"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.new_case, name="new-case"),
    path("cases/exercise/", cases.new_exercise, name="new-exercise"),
    path("cases/in-need/", cases.in_need, name="in-need"),
    path("cases/<int:case_id>/", case.case_page, name="case"),
    path("cases/<int:case_id>/case.yaml", case.case_file, name="case-file"),
    path("cases/<int:case_id>/members/", case.case_members, name="case-members"),
    path("cases/<int:case_id>/clocks/", case.case_clock, name="case-clock"),
    path("cases/<int:case_id>/journal/", case.case_journal, name="case-journal"),
    path("cases/<int:case_id>/close/", case.case_state, {"verb": "close"}, name="case-close"),
    path("cases/<int:case_id>/reopen/", case.case_state, {"verb": "reopen"}, name="case-reopen"),
    path("cases/<int:case_id>/leads/", leads.leads, name="leads"),
    path("cases/<int:case_id>/leads/decide/", leads.leads_decide, name="leads-decide"),
    path("cases/<int:case_id>/leads/<int:lead_id>/", leads.lead_change, name="lead-change"),
    path("cases/<int:case_id>/money/", money.money, name="money"),
    path("cases/<int:case_id>/money/add/", money.money_add, name="money-add"),
    path("cases/<int:case_id>/plan/", plan.plan, name="plan"),
    path("cases/<int:case_id>/plan/leads/<int:number>/", plan.routes, name="routes"),
    path("cases/<int:case_id>/plan/prepare/", plan.prepare, name="prepare"),
    path("clocks/<int:clock_id>/stop/", case.clock_stop, name="clock-stop"),
    path("clocks/<int:clock_id>/restart/", case.clock_restart, name="clock-restart"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/comity.ics", calendar.calendar_file, name="calendar-file"),
    path("calendar/<int:feed_id>/end/", calendar.calendar_end, name="calendar-end"),
    path("calendar/<str:key>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("requests/<int:request_id>/", requests.request_page, name="request"),
    path("requests/<int:request_id>/field/", requests.request_field, name="request-field"),
    path("requests/<int:request_id>/letter.<str:format_>", requests.request_letter, name="request-letter"),
    path("requests/<int:request_id>/versions/<int:number>/", requests.request_version, name="request-version"),
    path("requests/<int:request_id>/answers/<int:outcome_id>/", requests.request_answer, name="request-answer"),
    path("requests/<int:request_id>/reminder/", sending.reminder_new, name="reminder-new"),
    path("requests/<int:request_id>/packs/", sending.pack_new, name="pack-new"),
    path("requests/<int:request_id>/packs/<int:number>/", sending.pack_file, name="pack-file"),
    path("requests/<int:request_id>/do/<str:verb>/", requests.request_action, name="request-action"),
    path("directory/", directory.directory, name="directory"),
    path("directory/providers/<str:provider_id>/", directory.provider, name="provider"),
    path("directory/authorities/<str:authority_id>/", directory.authority, name="authority"),
    path("search/", search.search, name="search"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/review/", statistics.statistics_review, name="statistics-review"),
    path("statistics/statistics.xlsx", statistics.statistics_workbook, name="statistics-workbook"),
    path("journal/", journal.journal, name="journal"),
    path("people/", people.people, name="people"),
    path("people/appoint/", people.appointment_new, name="appoint"),
    path("people/appointments/<int:appointment_id>/end/", people.appointment_end, name="appointment-end"),
)
"""The screens."""

urlpatterns: list[URLPattern | URLResolver] = [*PAGES, path("api/v1/", api.urls)]

handler404 = failures.not_there
handler500 = failures.fault
