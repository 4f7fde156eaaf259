"""A ministry's overlay changes facts row by row, each with its own source and date; what contradicts itself is refused with its place."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from comity.errors import ComityError, InputError, KnowledgeError
from comity.knowledge.answer import Weakness
from comity.law.book import Law
from comity.law.state_rules import death_penalty, mla_languages
from comity.model.provenance import Basis
from comity.providers.addressee import Asked, addressee
from comity.providers.catalog import Catalog
from comity.providers.service import intake

ON = date(2026, 11, 21)
MINFORM = "https://ministry.example/register"


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return root


def party(**fields: str) -> str:
    lines = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return f"id: untoc\nparties:\n  - code: KG\n{lines}"


def test_a_changed_field_carries_its_own_source_and_the_others_keep_theirs(tmp_path: Path) -> None:
    root = write(
        tmp_path, "law/treaties/untoc.yaml", party(in_force="2003-11-02", source=MINFORM, as_of="2026-11-01", checked_by="A. Officer")
    )
    shipped, laid = Law.open().treaties["untoc"].party("KG"), Law.open(root).treaties["untoc"].party("KG")
    assert shipped is not None
    assert laid is not None
    assert (shipped.in_force, laid.in_force) == ("2003-11-01", "2003-11-02")
    told = laid.provenance("in_force")
    assert (told.basis, told.source, told.as_of, told.checked_by) == (Basis.READ, MINFORM, "2026-11-01", "A. Officer")
    assert told.origin == "overlay:law/treaties/untoc.yaml"
    assert laid.provenance("status") == shipped.provenance("status")


def test_the_shipped_file_is_not_touched(tmp_path: Path) -> None:
    path = Path(Law.open().shelf("treaties").shipped["untoc"])
    before = path.read_bytes()
    root = write(tmp_path, "law/treaties/untoc.yaml", party(status="withdrawn", source=MINFORM, as_of="2026"))
    assert Law.open(root).treaties["untoc"].party("KG").status == "withdrawn"  # type: ignore[union-attr]
    assert path.read_bytes() == before
    assert Law.open().treaties["untoc"].party("KG").status == "party"  # type: ignore[union-attr]


def test_every_file_that_took_part_is_named_with_its_digest(tmp_path: Path) -> None:
    root = write(tmp_path, "law/treaties/untoc.yaml", party(in_force="2003-11-02", source=MINFORM, as_of="2026-11-01"))
    law = Law.open(root)
    assert law.files_used() == ()
    law.treaties["untoc"]
    used = dict(law.files_used())
    assert set(used) == {"law/treaties/untoc.yaml", "overlay:law/treaties/untoc.yaml"}
    assert used["overlay:law/treaties/untoc.yaml"] == hashlib.sha256((root / "law/treaties/untoc.yaml").read_bytes()).hexdigest()


def test_a_check_renews_the_age_of_an_unchanged_fact(tmp_path: Path) -> None:
    text = "code: GE\nmla_languages:\n  checked_by: B. Prosecutor, Tbilisi\n  checked_on: 2026-11-20\n"
    root = write(tmp_path, "law/jurisdictions/ge.yaml", text)
    before, after = mla_languages(Law.open().states["GE"], ON), mla_languages(Law.open(root).states["GE"], ON)
    assert [ground.weakness for ground in before.grounds] == [Weakness.STALE]
    assert after.is_firm
    assert after.value == before.value
    told = after.grounds[0].provenance
    assert (told.as_of, told.checked_by) == ("2011-01-24", "B. Prosecutor, Tbilisi")
    assert told.review_after == date(2027, 11, 20)


def test_a_confirmation_turns_an_unverified_row_into_a_read_one(tmp_path: Path) -> None:
    text = f"code: KZ\nmla_languages:\n  confidence: read\n  source: {MINFORM}\n  as_of: 2026-11-10\n"
    root = write(tmp_path, "law/jurisdictions/kz.yaml", text)
    assert mla_languages(Law.open().states["KZ"], ON).weak
    assert mla_languages(Law.open(root).states["KZ"], ON).is_firm


def test_a_doubt_takes_a_row_out_of_use(tmp_path: Path) -> None:
    text = "code: KZ\ndeath_penalty:\n  confidence: unverified\n  checked_by: C. Lawyer\n  checked_on: 2026-11-10\n"
    root = write(tmp_path, "law/jurisdictions/kz.yaml", text)
    assert [ground.weakness for ground in death_penalty(Law.open(root).states["KZ"], ON).grounds] == [Weakness.UNVERIFIED]


def test_a_new_row_and_a_new_file_are_taken_when_complete(tmp_path: Path) -> None:
    row = (
        "id: untoc\nparties:\n  - {code: ZZ, status: signatory, signed: '2001-01-01', bound_by: null, bound_on: null, in_force: null, "
        f"source: '{MINFORM}', as_of: '2026-10', confidence: read}}\n"
    )
    write(tmp_path, "law/treaties/untoc.yaml", row)
    network = (
        "id: regional_net\nname: Regional network\nkind: police network\nmembers: [KG]\nuse: advice\n"
        f"source: {MINFORM}\nas_of: 2026\nconfidence: read\n"
    )
    write(tmp_path, "law/networks/regional_net.yaml", network)
    law = Law.open(tmp_path)
    assert law.treaties["untoc"].party("ZZ").signed == "2001-01-01"  # type: ignore[union-attr]
    assert law.networks["regional_net"].origin == "overlay:law/networks/regional_net.yaml"
    assert len(law.networks) == 8


def test_a_block_that_was_missing_can_be_given(tmp_path: Path) -> None:
    text = (
        "code: KG\ndirect_request_abroad:\n  allowed: true\n  who: investigator with the prosecutor's consent\n"
        f"  source: {MINFORM}\n  as_of: 2026-10-01\n  confidence: read\n"
    )
    rule = Law.open(write(tmp_path, "law/jurisdictions/kg.yaml", text)).states["KG"].direct_request_abroad
    assert rule is not None
    assert rule.origin == "overlay:law/jurisdictions/kg.yaml"


def test_a_provider_keeps_the_source_of_the_fields_that_the_overlay_does_not_name(tmp_path: Path) -> None:
    text = f"id: telegram\nlaw_enforcement_contact:\n  email: authorities@telegram.example\nsource: {MINFORM}\nas_of: 2026-11-20\n"
    catalog = Catalog.open(write(tmp_path, "providers/catalog/telegram.yaml", text))
    row = catalog["telegram"]
    assert row.law_enforcement_contact.email == "authorities@telegram.example"
    assert row.law_enforcement_contact.post == Catalog.open()["telegram"].law_enforcement_contact.post
    assert row.provenance("law_enforcement_contact.email").source == MINFORM
    assert row.provenance("law_enforcement_contact.post").source != MINFORM
    assert row.provenance("preservation").source != MINFORM


def test_a_company_named_in_the_overlay_is_addressed(tmp_path: Path) -> None:
    text = f"id: telegram\nlegal_entity:\n  rest_of_world: Example Telegram Co.\nsource: {MINFORM}\nas_of: 2026-11-20\n"
    catalog = Catalog.open(write(tmp_path, "providers/catalog/telegram.yaml", text))
    answer = addressee(catalog["telegram"], Asked("KG", "KG"), ON)
    assert answer.value.entity == "Example Telegram Co."
    assert answer.grounds[0].provenance.source == MINFORM
    assert answer.grounds[0].weakness is None


def test_the_check_of_a_provider_names_its_fields(tmp_path: Path) -> None:
    text = "id: snap\nchecked_by: D. Officer\nchecked_on: 2026-11-20\nchecked_fields: [law_enforcement_contact]\n"
    catalog = Catalog.open(write(tmp_path, "providers/catalog/snap.yaml", text))
    assert intake(Catalog.open()["snap"], ON).weak
    assert intake(catalog["snap"], ON).is_firm
    assert addressee(catalog["snap"], Asked("KG"), ON).weak


BROKEN = [
    (
        "law/treaties/untoc.yaml",
        "id: untoc\nparties:\n  - {code: KG, status: party, source: a, as_of: 2026}\n  - {code: KG, status: none}\n",
        "two rows for KG",
        "untoc.yaml:4",
    ),
    ("law/treaties/untoc.yaml", party(in_force="2003-11-02"), "needs its own `source` and `as_of`", "untoc.yaml:4: parties[0].in_force"),
    ("law/treaties/untoc.yaml", party(in_force="2003-11-02", source=MINFORM), "needs its own `source` and `as_of`", "untoc.yaml:4"),
    ("law/treaties/untoc.yaml", party(in_force="2003-11-02", source=MINFORM, as_of="soon"), "`soon` is no date", "untoc.yaml:6"),
    ("law/treaties/untoc.yaml", party(status="member", source=MINFORM, as_of="2026"), "Invalid enum value 'member'", "untoc.yaml:4"),
    ("law/treaties/untoc.yaml", party(statuss="party", source=MINFORM, as_of="2026"), "unknown key `statuss`", "untoc.yaml:4"),
    ("law/treaties/untoc.yaml", party(in_force="[1]", source=MINFORM, as_of="2026"), "Expected `str | null`, got `array`", "untoc.yaml:4"),
    ("law/treaties/untoc.yaml", party(source=MINFORM, as_of="2026"), "changes nothing and records no check", "untoc.yaml:3"),
    ("law/treaties/untoc.yaml", "id: untoc\nparties:\n  - code: KG\n", "the row says nothing", "untoc.yaml:3"),
    ("law/treaties/untoc.yaml", "id: untoc\nparties:\n  - status: party\n", "does not say which one it is", "untoc.yaml:3"),
    ("law/treaties/untoc.yaml", "id: untoc\nparties:\n  - code: ZZ\n    status: party\n", "missing required field", "untoc.yaml:3"),
    ("law/treaties/untoc.yaml", "id: untoc\nparties: all\n", "Expected `array`, got `str`", "untoc.yaml:2: parties"),
    ("law/treaties/untoc.yaml", "id: untoc\norigin: x\n", "written by the program only", "untoc.yaml:2: origin"),
    ("law/treaties/untoc.yaml", "- a\n- b\n", "holds no mapping", "untoc.yaml"),
    (
        "law/treaties/atlantis.yaml",
        "id: atlantis\nstatus: in_force\n",
        "not in the shipped knowledge, and the file is not complete",
        "atlantis.yaml",
    ),
    (
        "law/treaties/untoc.yaml",
        party(confidence="unverified"),
        "a doubt needs `checked_by` and `checked_on`",
        "untoc.yaml:3",
    ),
    (
        "law/jurisdictions/kz.yaml",
        "code: KZ\nmla_languages: {checked_by: A, checked_on: 2026-11-20}\n",
        "an unverified row cannot be checked as unchanged",
        "kz.yaml:2",
    ),
    ("law/jurisdictions/kz.yaml", "code: KZ\ndeath_penalty: {checked_by: A, checked_on: 2026-11}\n", "no single day", "kz.yaml:2"),
    ("law/jurisdictions/kz.yaml", "code: KG\neu_member: false\n", "needs its own `source` and `as_of`", "kz.yaml:1"),
    (
        "law/authorities/kz.yaml",
        "jurisdiction: KZ\nauthorities:\n  - id: kz-new-1\n    role: cert\n",
        "missing required field",
        "kz.yaml:3",
    ),
    ("law/facts/request.yaml", "group: request\nfacts:\n  - {id: request.date, type: text}\n", "needs its own `source`", "request.yaml:3"),
    ("law/outcomes.yaml", "outcomes:\n  - {code: no_data, text: {en: x}}\n", "needs its own `source`", "outcomes.yaml:2"),
    (
        "providers/catalog/snap.yaml",
        "id: snap\nchecked_by: A\nchecked_on: 2026-11-20\n",
        "say which fields of the provider were checked",
        "snap.yaml",
    ),
    (
        "providers/catalog/snap.yaml",
        "id: snap\nchecked_by: A\nchecked_on: 2026-11-20\nchecked_fields: [mailbox]\n",
        "unknown field `mailbox`",
        "snap.yaml:4",
    ),
    (
        "providers/catalog/snap.yaml",
        f"id: snap\npreservation: {{days: many}}\nsource: {MINFORM}\nas_of: 2026\n",
        "Expected `int | null`, got `str`",
        "snap.yaml:2: preservation.days",
    ),
    ("providers/catalog/snap.yaml", "id: snap\npreservation: {days: 90}\n", "needs its own `source` and `as_of`", "snap.yaml:2"),
    ("providers/catalog/snap.yaml", "id: snap\na: 1\na: 2\n", "the key `a` stands twice", "snap.yaml:3"),
]


@pytest.mark.parametrize(("name", "text", "words", "place"), BROKEN, ids=[f"{number}" for number in range(len(BROKEN))])
def test_a_contradiction_is_told_with_its_place_and_the_next_step(tmp_path: Path, name: str, text: str, words: str, place: str) -> None:
    root = write(tmp_path, name, text)
    with pytest.raises(KnowledgeError) as caught:
        read_all(root)
    assert words in caught.value.message
    assert place in (caught.value.place or "")
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("laws/treaties/untoc.yaml", "nobody reads `laws`"),
        ("law/treatys/untoc.yaml", "nobody reads `law/treatys`"),
        ("law/treaties/untoc.yml", "nobody reads `law/treaties/untoc.yml`"),
        ("providers/telegram.yaml", "nobody reads `providers/telegram.yaml`"),
        ("law/treaties/deeper/untoc.yaml", "nobody reads `law/treaties/deeper`"),
    ],
)
def test_a_file_that_nobody_reads_is_said(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(KnowledgeError, match=words):
        read_all(write(tmp_path, name, "id: untoc\n"))


def test_notes_beside_the_files_are_let_be(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "whose files these are")
    write(tmp_path, "law/treaties/notes.txt", "to do")
    assert len(Law.open(tmp_path).treaties) == 39


def test_a_missing_folder_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        Law.open(tmp_path / "nowhere")


def test_an_identity_that_is_not_the_files_name_is_refused(tmp_path: Path) -> None:
    shipped = Law.open().shelf("networks").shipped["casc"].read_text(encoding="utf-8")
    with pytest.raises(ComityError, match="speaks of `casc`"):
        read_all(write(tmp_path, "law/networks/another.yaml", shipped))


def read_all(root: Path) -> None:
    law = Law.open(root)
    sections = (law.treaties, law.states, law.networks, law.authorities, law.facts, law.outcomes, Catalog.open(root))
    assert all(row is not None for section in sections for row in section.values())
