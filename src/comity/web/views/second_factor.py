"""Give oneself a second factor: a QR code for the authenticator, a first code as proof, recovery codes shown once."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from comity.desk.journal.chain import write
from comity.desk.people.open_sessions import end_sessions
from comity.desk.people.second_factor import enrol, enrolment_url, new_secret
from comity.web.middleware.signed_in import is_fresh, note_proof, worker_of

_SECRET = "enrolment"  # noqa: S105 - the name of a place in the session, no secret


def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Enrol an authenticator, or replace the one there is."""
    worker = worker_of(request)
    if not is_fresh(request):
        return redirect("/prove/?next=/second-factor/")
    if request.method != "POST" or _SECRET not in request.session:
        request.session[_SECRET] = new_secret()
        return _page(request)
    codes = enrol(worker.person, request.session[_SECRET], request.POST.get("code", ""))
    if codes is None:
        return _page(request, worker.t("The code does not fit. Check the clock of the telephone, and type the code that it shows now."))
    del request.session[_SECRET]
    end_sessions(worker.person, keep=request.session.session_key)
    note_proof(request)
    words = worker.t("{name} set up a second factor", name=worker.person.full_name)
    write("person.second_factor", words, person=worker.person, subject=f"person:{worker.person.pk}")
    return render(request, "desk/recovery_codes.html", {"codes": codes})


def second_factor_image(request: HttpRequest) -> HttpResponseBase:
    """Draw the QR code that the authenticator reads."""
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    worker = worker_of(request)
    secret = request.session.get(_SECRET)
    if secret is None:
        return redirect("second-factor")
    out = BytesIO()
    qrcode.make(enrolment_url(secret, worker.person.login), image_factory=SvgPathFillImage).save(out)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _page(request: HttpRequest, message: str | None = None) -> HttpResponse:
    secret = request.session[_SECRET]
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render(request, "desk/second_factor.html", {"grouped": grouped, "message": message}, status=400 if message else 200)
