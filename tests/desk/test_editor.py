"""Beside the fields of a request: two languages, comments, questions on rights, the edited Word file, a lead, ways back."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.desk.bench import workbench
from comity.desk.models import EvidenceRequest, SafeguardAnswer
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps import approve as approving
from comity.desk.steps.add_lead_here import add_lead_here
from comity.desk.steps.ask_safeguards import answer_safeguard, questions_of
from comity.desk.steps.comment_request import add_comment, settle_comment
from comity.desk.steps.edit_request import restore_version, save_fields, shown_texts, value_of
from comity.desk.steps.other_language import (
    choose_other_language,
    differences_of,
    missing_words,
    save_other,
    value_in_other_language,
    worded_texts,
)
from comity.desk.steps.read_letter_back import read_letter_back
from comity.desk.steps.together import stamp
from comity.desk.steps.write_letters import write_letter
from comity.errors import InputError
from tests.desk.office import Office, submittable_draft

REASON = "The data prove who received the payment; nobody at home holds them."


def draft(office: Office, **more: object) -> EvidenceRequest:
    """A draft that could leave."""
    return office.request(office.case(Role.INVESTIGATOR, Role.UNIT_HEAD, Role.PROSECUTOR), draft=submittable_draft(), **more)


def again(request: EvidenceRequest) -> EvidenceRequest:
    """The request as it stands now."""
    return EvidenceRequest.objects.get(pk=request.pk)


def edited(data: bytes, old: str, new: str) -> bytes:
    """Change words of a Word file, as Word does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    return out.getvalue()


def test_only_words_are_written_twice_and_everything_else_is_shared(office: Office) -> None:
    request = draft(office)
    worker = office.worker(Role.INVESTIGATOR)
    words = worded_texts(request)
    assert "data.necessity" in words or "preservation.necessity" in words
    assert not {key for key in words if key.endswith((".identifier", ".date", ".contact_email", ".date_from"))}
    choose_other_language(worker, request.pk, "ru")
    key = next(iter(words))
    save_other(worker, request.pk, {key: "Слова на другом языке, с точкой."}, {key: stamp(again(request).other_texts.get(key, ""))})
    ours, theirs = value_of(again(request)), value_in_other_language(again(request))
    assert theirs.request.language == "ru"
    assert theirs.targets == ours.targets
    assert theirs.data.date_from == ours.data.date_from
    assert theirs != ours


def test_what_the_program_writes_itself_is_there_in_the_second_language_at_once(office: Office) -> None:
    request = office.exercise().requests.get(number=1)
    worker = office.worker(Role.INVESTIGATOR)
    chosen = choose_other_language(worker, request.pk, "ru")
    assert any("а" <= letter <= "я" for text in chosen.other_texts.values() for letter in text)
    assert set(missing_words(chosen)) == set(worded_texts(chosen)) - set(chosen.other_texts)


def test_a_number_that_differs_between_the_two_letters_is_told(office: Office) -> None:
    request = draft(office)
    worker = office.worker(Role.INVESTIGATOR)
    choose_other_language(worker, request.pk, "ru")
    before = {one.token.raw for one in differences_of(worker, again(request))}
    renderer = workbench("en").renderer
    shown = renderer.write(renderer.letter(value_of(request), "en"), "txt").decode("utf-8")
    key = next(key for key, text in worded_texts(again(request)).items() if text in shown)
    held = again(request).other_texts.get(key, "")
    save_other(worker, request.pk, {key: "Писали также на other.person@mail.example, см. выше."}, {key: stamp(held)})
    assert "other.person@mail.example" in {one.token.raw for one in differences_of(worker, again(request))} - before
    assert write_letter(worker, request.pk, "docx", other=True).name.endswith(".ru.docx")


@pytest.mark.parametrize("tag", ["en", "xx", "not a tag"])
def test_the_second_language_is_another_one(office: Office, tag: str) -> None:
    with pytest.raises(InputError):
        choose_other_language(office.worker(Role.INVESTIGATOR), draft(office).pk, tag)


def test_two_translators_lose_no_word(office: Office) -> None:
    request = draft(office)
    one, two = office.worker(Role.INVESTIGATOR), office.worker(Role.PROSECUTOR)
    choose_other_language(one, request.pk, "ru")
    key = next(iter(worded_texts(request)))
    opened = {key: stamp(again(request).other_texts.get(key, ""))}
    save_other(one, request.pk, {key: "первые слова здесь"}, opened)
    clash = save_other(two, request.pk, {key: "вторые слова здесь"}, opened)
    assert [(found.mine, found.theirs) for found in clash.merged.conflicts] == [("вторые слова здесь", "первые слова здесь")]
    assert again(request).other_texts[key] == "первые слова здесь"


def test_going_back_brings_both_languages_back_and_loses_nothing(office: Office) -> None:
    request = draft(office)
    worker = office.worker(Role.INVESTIGATOR)
    first = again(request).draft
    was = stamp(shown_texts(request, worker.t).get("request.reference", ""))
    save_fields(worker, request.pk, {"request.reference": "CHANGED-1"}, {"request.reference": was})
    restored = restore_version(worker, request.pk, 1)
    assert (restored.draft, [one.number for one in restored.versions.all()]) == (first, [3, 2, 1])
    assert "CHANGED-1" in restored.versions.get(number=2).draft
    with pytest.raises(NotThereError):
        restore_version(worker, request.pk, 99)
    approving.submit(worker, request.pk)
    with pytest.raises(RefusedError):
        restore_version(worker, request.pk, 1)


def test_an_edited_word_file_shows_its_changes_field_by_field_and_only_what_is_ticked_is_taken(office: Office) -> None:
    request = draft(office)
    client = office.client(Role.INVESTIGATOR)
    value = value_of(request)
    mailbox = str(value.authority.contact_email)
    letter = write_letter(office.worker(Role.INVESTIGATOR), request.pk, "docx").content
    changed = edited(letter, mailbox, "new.mailbox@bishkek.example")
    found = read_letter_back(office.worker(Role.INVESTIGATOR), request.pk, "letter.docx", changed)
    assert [(one.key, one.old, one.new) for one in found.changes] == [("authority.contact_email", mailbox, "new.mailbox@bishkek.example")]
    page = client.post(f"/requests/{request.pk}/letter-back/", {"letter": SimpleUploadedFile("letter.docx", changed)})
    assert "new.mailbox@bishkek.example" in page.content.decode()
    posted = {"v.authority.contact_email": "new.mailbox@bishkek.example", "was.authority.contact_email": found.changes[0].stamp}
    client.post(f"/requests/{request.pk}/letter-back/take/", posted)
    assert value_of(again(request)).authority.contact_email == mailbox
    client.post(f"/requests/{request.pk}/letter-back/take/", {**posted, "take": "authority.contact_email"})
    assert value_of(again(request)).authority.contact_email == "new.mailbox@bishkek.example"
    assert client.post(f"/requests/{request.pk}/letter-back/take/", {**posted, "take": "authority.contact_email"}).status_code in {302, 400}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 an old binary file",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    ],
)
def test_a_file_that_is_no_letter_is_told_and_changes_nothing(office: Office, content: bytes) -> None:
    request = draft(office)
    before = again(request).lock
    answer = office.client(Role.INVESTIGATOR).post(
        f"/requests/{request.pk}/letter-back/", {"letter": SimpleUploadedFile("x.docx", content or b" ")}
    )
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()
    assert again(request).lock == before


def hostile(kind: str, letter: bytes) -> bytes:
    """Turn a letter into a file that attacks its reader."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(letter)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml" and kind == "entity":
                declared = b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                content = content.replace(b"?>", declared, 1).replace(b"<w:t", b"&e;<w:t", 1)
            if name == "word/document.xml" and kind == "bomb":
                content = content.replace(b"</w:body>", b"<w:p/>" * 30_000_000 + b"</w:body>")
            target.writestr(name, content)
        if kind == "path":
            target.writestr("../../outside.txt", b"x")
    return out.getvalue()


@pytest.mark.parametrize("kind", ["entity", "bomb", "path"])
def test_a_hostile_word_file_neither_reads_nor_fills_nor_writes_anything(office: Office, kind: str) -> None:
    request = draft(office)
    letter = write_letter(office.worker(Role.INVESTIGATOR), request.pk, "docx").content
    answer = office.client(Role.INVESTIGATOR).post(
        f"/requests/{request.pk}/letter-back/", {"letter": SimpleUploadedFile("x.docx", hostile(kind, letter))}
    )
    text = answer.content.decode()
    assert answer.status_code in {200, 400}
    assert "root:" not in text
    if kind != "path":
        assert answer.status_code == 400
    assert again(request).draft == request.draft


def test_comments_stand_at_their_field_and_are_settled_and_opened_again(office: Office) -> None:
    request = draft(office)
    comment = add_comment(office.worker(Role.PROSECUTOR), request.pk, "Why so long a period?", "data.date_from")
    worker = office.worker(Role.INVESTIGATOR)
    assert settle_comment(worker, request.pk, comment.pk).settled_by == worker.person
    assert settle_comment(worker, request.pk, comment.pk).settled_at is None
    for words, field in ((" ", ""), ("x", "no.such.field")):
        with pytest.raises(InputError):
            add_comment(worker, request.pk, words, field)
    other = office.request(request.case)
    with pytest.raises(NotThereError):
        settle_comment(worker, other.pk, comment.pk)
    assert "Why so long a period?" in office.client(Role.INVESTIGATOR).get(f"/requests/{request.pk}/").content.decode()


def test_a_no_to_a_question_that_blocks_keeps_the_request_here(office: Office) -> None:
    request = draft(office)
    worker = office.worker(Role.INVESTIGATOR)
    blocking = next(one for one in questions_of(worker, request) if one.safeguard.if_not_met == "block")
    with pytest.raises(InputError, match="too little"):
        answer_safeguard(worker, request.pk, blocking.safeguard.id, "no", "no")
    answer_safeguard(worker, request.pk, blocking.safeguard.id, "no", "The period reaches back three years.")
    with pytest.raises(RefusedError, match="rights"):
        approving.submit(worker, request.pk)
    answer_safeguard(worker, request.pk, blocking.safeguard.id, "yes", REASON)
    assert approving.submit(worker, request.pk).state == "submitted"
    assert SafeguardAnswer.objects.filter(request=request).count() == 2
    with pytest.raises(InputError):
        answer_safeguard(worker, draft_of_other(office, request).pk, "no_such_question", "yes", REASON)


def draft_of_other(office: Office, request: EvidenceRequest) -> EvidenceRequest:
    """Another draft of the same case."""
    return office.request(request.case, draft=submittable_draft())


def test_a_lead_is_added_without_leaving_the_form(office: Office) -> None:
    request = draft(office)
    worker = office.worker(Role.INVESTIGATOR)
    before = len(value_of(request).targets)
    add_lead_here(worker, request.pk, "second.person@mail.example")
    value = value_of(again(request))
    assert len(value.targets) == before + 1
    assert (value.targets[-1].identifier, value.targets[-1].email) == ("second.person@mail.example",) * 2
    assert request.case.leads.get(value="second.person@mail.example").state == "accepted"
    add_lead_here(worker, request.pk, "second.person@mail.example")
    assert len(value_of(again(request)).targets) == before + 1
    with pytest.raises(InputError):
        add_lead_here(worker, request.pk, "nobody and nothing")


def test_all_valid_leads_are_accepted_by_one_key_and_taken_back_by_another(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    rows = [office.lead(case, f"x{number}@mail.example", state="found") for number in range(3)]
    client = office.client(Role.INVESTIGATOR)
    text = client.get(f"/cases/{case.pk}/leads/").content.decode()
    assert 'data-key="KeyA"' in text
    answer = client.post(f"/cases/{case.pk}/leads/decide/", {"do": "accept_valid"})
    text = client.get(answer.headers["Location"]).content.decode()
    assert 'data-key="KeyU"' in text
    client.post(f"/cases/{case.pk}/leads/decide/", {"do": "undo", "lead": [row.pk for row in rows]})
    assert set(case.leads.values_list("state", flat=True)) == {"found"}


def test_the_screen_of_two_languages_saves_a_field_as_it_is_typed(office: Office) -> None:
    request = draft(office)
    client = office.client(Role.INVESTIGATOR)
    address = f"/requests/{request.pk}/languages/"
    client.post(address, {"other_language": "ru"})
    key = next(iter(worded_texts(request)))
    held = again(request).other_texts.get(key, "")
    answer = client.post(f"{address}field/?key={key}", {f"o.{key}": "Новые слова здесь.", f"was.{key}": stamp(held)})
    assert "saved" in answer.content.decode()
    assert again(request).other_texts[key] == "Новые слова здесь."
    assert client.post(f"{address}field/?key=request.reference", {"o.request.reference": "x"}).status_code == 404
    assert "Новые слова здесь." in client.get(address).content.decode()
